package org.periapsis.ingest.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.periapsis.events.StoredObject;
import org.periapsis.ingest.adapter.s3.S3Store;
import org.periapsis.kit.http.Conditions;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.http.ServiceRoutes;

/** Gives out the bytes of products that this site's archives and runs publish. */
final class DownloadHandler {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");
    private static final int PIECE = 1 << 20;

    private final Vertx vertx;
    private final ReadableFiles files;
    private final S3Store store;

    DownloadHandler(Vertx vertx, ReadableFiles files, S3Store store) {
        this.vertx = vertx;
        this.files = files;
        this.store = store;
    }

    void handle(RoutingContext context) {
        files.of(context.pathParam("id"), ServiceRoutes.caller(context))
                .map(readable -> chosen(readable.objects(), context.pathParam("name")))
                .compose(object -> send(context, object))
                .onFailure(context::fail);
    }

    private static StoredObject chosen(List<StoredObject> objects, String name) {
        return objects.stream()
                .filter(o -> name == null || o.getName().equals(name))
                .findFirst()
                .orElseThrow(ReadableFiles::missing);
    }

    private Future<Void> send(RoutingContext context, StoredObject object) {
        HttpServerResponse response = context.response();
        Conditions conditions = new Conditions(context.request().headers(), tag(object));
        conditions.require();
        if (conditions.unchanged()) {
            return response.setStatusCode(304).putHeader("ETag", tag(object)).end();
        }
        long first = 0;
        long last = object.getSize() - 1;
        Matcher range = RANGE.matcher(
                Optional.ofNullable(context.request().getHeader("Range")).orElse(""));
        boolean asked =
                range.matches() && !(range.group(1).isEmpty() && range.group(2).isEmpty()) && conditions.partly();
        if (asked) {
            first = range.group(1).isEmpty()
                    ? Math.max(0, object.getSize() - Long.parseLong(range.group(2)))
                    : Long.parseLong(range.group(1));
            last = range.group(1).isEmpty() || range.group(2).isEmpty()
                    ? last
                    : Math.min(last, Long.parseLong(range.group(2)));
            if (first > last) {
                response.putHeader("Content-Range", "bytes */" + object.getSize());
                return Future.failedFuture(Problem.of("range", 416, "The file has " + object.getSize() + " bytes")
                        .field("Range")
                        .exception());
            }
        }
        Span span = new Span(first, last - first + 1, object.getSize(), asked);
        if (span.length == 0 || context.request().method().name().equals("HEAD")) {
            describe(response, object, span);
            return response.end();
        }
        // What is said of the bytes is said when they are there: a problem instead of them has another length.
        return piece(object, span.first, span.length).compose(bytes -> {
            describe(response, object, span);
            return pump(object, response, span.first, span.length, bytes);
        });
    }

    /**
     * The bytes of a file that are sent.
     *
     * @param asked whether a range was asked for, be it all of it
     */
    private record Span(long first, long length, long size, boolean asked) {}

    private static void describe(HttpServerResponse response, StoredObject object, Span span) {
        if (span.asked) {
            response.setStatusCode(206)
                    .putHeader(
                            "Content-Range",
                            "bytes " + span.first + "-" + (span.first + span.length - 1) + "/" + span.size);
        }
        response.putHeader("Content-Length", String.valueOf(span.length))
                .putHeader(
                        "Content-Type",
                        Optional.ofNullable(object.getContentType()).orElse("application/octet-stream"))
                .putHeader("Content-Disposition", Disposition.attachment(object.getName()))
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Accept-Ranges", "bytes")
                .putHeader("ETag", tag(object));
    }

    private static String tag(StoredObject object) {
        return "\"" + object.getSha256() + "\"";
    }

    /** A piece at a time, each asked for when the client has taken the one before. */
    private Future<Void> pump(StoredObject object, HttpServerResponse response, long at, long left, byte[] bytes) {
        if (response.closed()) {
            return Future.succeededFuture();
        }
        long next = at + bytes.length;
        long rest = left - bytes.length;
        Future<Void> sent = response.write(Buffer.buffer(bytes));
        return rest == 0
                ? sent.compose(done -> response.end())
                : sent.compose(done -> piece(object, next, rest))
                        .compose(more -> pump(object, response, next, rest, more));
    }

    /** Short enough to be read to its end at once: a store cuts off, or has no place for others beside, who takes it slowly. */
    private Future<byte[]> piece(StoredObject object, long at, long left) {
        int length = (int) Math.min(PIECE, left);
        return Future.<InputStream>fromCompletionStage(
                        store.get(object.getBucket(), object.getKey(), at, Optional.of((long) length))
                                .thenApply(in -> in),
                        vertx.getOrCreateContext())
                .compose(in -> vertx.executeBlocking(() -> whole(in, length), false));
    }

    private static byte[] whole(InputStream in, int length) throws IOException {
        try (in) {
            byte[] bytes = in.readNBytes(length);
            if (bytes.length < length) {
                throw new IOException("the object ended early");
            }
            return bytes;
        }
    }
}
