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
    private static final int CHUNK = 256 << 10;

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
        Optional<Long> part = span.whole() ? Optional.empty() : Optional.of(span.length);
        // What is said of the bytes is said when they are there: a problem instead of them has another length.
        return Future.<InputStream>fromCompletionStage(
                        store.get(object.getBucket(), object.getKey(), first, part)
                                .thenApply(in -> in),
                        vertx.getOrCreateContext())
                .compose(in -> {
                    describe(response, object, span);
                    return pump(in, response, span.length);
                });
    }

    /**
     * The bytes of a file that are sent.
     *
     * @param asked whether a range was asked for, be it all of it
     */
    private record Span(long first, long length, long size, boolean asked) {
        boolean whole() {
            return length == size;
        }
    }

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

    /** A chunk at a time, each read by a worker and written when the client has taken the one before. */
    private Future<Void> pump(InputStream in, HttpServerResponse response, long left) {
        if (left <= 0) {
            return close(in).compose(done -> response.end());
        }
        if (response.closed()) {
            return close(in);
        }
        return vertx.executeBlocking(() -> in.readNBytes((int) Math.min(CHUNK, left)), false)
                .compose(bytes -> bytes.length == 0
                        ? Future.failedFuture(new IOException("the object ended early"))
                        : response.write(Buffer.buffer(bytes)).map(bytes.length))
                .recover(failure -> close(in).compose(closed -> Future.failedFuture(failure)))
                .compose(n -> pump(in, response, left - n));
    }

    private Future<Void> close(InputStream in) {
        return vertx.executeBlocking(
                () -> {
                    in.close();
                    return null;
                },
                false);
    }
}
