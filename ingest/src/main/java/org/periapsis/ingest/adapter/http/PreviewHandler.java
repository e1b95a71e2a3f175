package org.periapsis.ingest.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.periapsis.events.StoredObject;
import org.periapsis.ingest.adapter.fits.preview.FilePreviews;
import org.periapsis.ingest.adapter.fits.preview.NoPreview;
import org.periapsis.ingest.adapter.s3.ObjectRanges;
import org.periapsis.ingest.adapter.s3.S3Store;
import org.periapsis.ingest.domain.intake.Sha256;
import org.periapsis.kit.http.ClientAddress;
import org.periapsis.kit.http.Conditions;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.kit.http.Turns;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Headers and pictures of products, made beside the bytes. A picture is made once and kept in the site's store. */
final class PreviewHandler {
    private static final Logger LOG = LoggerFactory.getLogger(PreviewHandler.class);
    /** Changes when pictures look different: those that were kept before count no more. */
    private static final String LOOK = "1";
    /** No archive's name begins so. */
    private static final String PLACE = "_previews/";

    private static final String CACHE_CONTROL = "Cache-Control";
    private static final String CACHING = "private, max-age=86400, stale-while-revalidate=604800";
    /** What not everybody may see is asked for again each time: who sits at the browser, or their rights, may be others by then. */
    private static final String ASKING = "private, no-cache";

    private static final int MOST_FILES = 20;
    private static final int WAITING = 256;
    private static final int WAITING_FOR_ONE = 32;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int USUAL_SIDE = 256;

    private final ReadableFiles files;
    private final S3Store store;
    private final WorkerExecutor workers;
    private final String bucket;
    private final Vertx vertx;
    private final Turns turns;

    /**
     * @param atOnce made at once
     * @param bucket where pictures are kept
     */
    PreviewHandler(Vertx vertx, ReadableFiles files, S3Store store, WorkerExecutor workers, int atOnce, String bucket) {
        this.vertx = vertx;
        this.turns =
                new Turns(vertx, new Turns.Limits(atOnce, Math.max(1, atOnce / 2), WAITING_FOR_ONE, WAITING, PATIENCE));
        this.files = files;
        this.store = store;
        this.workers = workers;
        this.bucket = bucket;
    }

    void headers(RoutingContext context) {
        String id = context.pathParam("id");
        found(context, id)
                .compose(objects -> {
                    String tag = tag("h", objects, "");
                    return unchanged(context, tag)
                            ? Future.<Void>succeededFuture()
                            : made(context, objects.get(0), outlined(id, objects))
                                    .compose(json -> context.response()
                                            .putHeader("ETag", tag)
                                            .putHeader(CACHE_CONTROL, caching(context))
                                            .putHeader("Content-Type", "application/json")
                                            .end(Buffer.buffer(json)));
                })
                .onFailure(failure -> context.fail(problem(failure)));
    }

    void preview(RoutingContext context) {
        // The contract has checked the number.
        int side = context.queryParam("size").stream()
                .findFirst()
                .map(Integer::parseInt)
                .orElse(USUAL_SIDE);
        found(context, context.pathParam("id"))
                .compose(objects -> {
                    String tag = tag("p", objects, "-" + side);
                    return unchanged(context, tag)
                            ? Future.<Void>succeededFuture()
                            : picture(context, objects, side, 0, null).compose(png -> context.response()
                                    .putHeader("ETag", tag)
                                    .putHeader(CACHE_CONTROL, caching(context))
                                    .putHeader("Content-Type", "image/png")
                                    .putHeader("X-Content-Type-Options", "nosniff")
                                    .end(Buffer.buffer(png)));
                })
                .onFailure(failure -> context.fail(problem(failure)));
    }

    private Future<List<StoredObject>> found(RoutingContext context, String id) {
        return files.of(id, ServiceRoutes.caller(context)).map(readable -> {
            List<StoredObject> objects = readable.objects();
            if (objects.isEmpty()) {
                throw ReadableFiles.missing();
            }
            context.put(CACHE_CONTROL, readable.everybodys() ? CACHING : ASKING);
            return objects.subList(0, Math.min(MOST_FILES, objects.size()));
        });
    }

    private static String caching(RoutingContext context) {
        return context.get(CACHE_CONTROL);
    }

    /** Answers 304 when the caller has what it would be sent. */
    private static boolean unchanged(RoutingContext context, String tag) {
        boolean same = new Conditions(context.request().headers(), tag).unchanged();
        if (same) {
            context.response()
                    .setStatusCode(304)
                    .putHeader("ETag", tag)
                    .putHeader(CACHE_CONTROL, caching(context))
                    .end();
        }
        return same;
    }

    private static String tag(String what, List<StoredObject> objects, String size) {
        MessageDigest digest = Sha256.digest();
        objects.forEach(object -> digest.update(object.getSha256().getBytes(StandardCharsets.US_ASCII)));
        return "\"" + what + LOOK + "-" + Sha256.hex(digest.digest()).substring(0, 24) + size + "\"";
    }

    /** What is made once and kept. */
    private record Made(String key, Callable<byte[]> make) {}

    private Made outlined(String id, List<StoredObject> objects) {
        return new Made(PLACE + "headers/" + kept(id, objects) + "-" + LOOK + ".json", () -> OutlineJson.of(
                        id, objects, object -> previews(object).outline())
                .toBuffer()
                .getBytes());
    }

    /** A product's own: the digest of a file that an archive refers to is the archive's word, and may be that of another's file. */
    private static String kept(String id, List<StoredObject> objects) {
        MessageDigest digest = Sha256.digest();
        digest.update((id + '\n').getBytes(StandardCharsets.UTF_8));
        objects.forEach(object -> digest.update(object.getSha256().getBytes(StandardCharsets.US_ASCII)));
        return Sha256.hex(digest.digest());
    }

    /** The first file that has a picture. */
    private Future<byte[]> picture(
            RoutingContext context, List<StoredObject> objects, int side, int at, Throwable first) {
        String id = context.pathParam("id");
        if (at >= objects.size()) {
            return Future.failedFuture(first);
        }
        StoredObject object = objects.get(at);
        Made png = new Made(PLACE + kept(id, List.of(object)) + "/" + LOOK + "-" + side + ".png", () -> previews(object)
                .png(side));
        return made(context, object, png)
                .recover(failure -> failure instanceof NoPreview
                        ? picture(context, objects, side, at + 1, first == null ? failure : first)
                        : Future.failedFuture(failure));
    }

    /** What is kept is read at once; what is not is made in turn, so that what takes long makes only who asks for it wait. */
    private Future<byte[]> made(RoutingContext context, StoredObject object, Made made) {
        ObjectRanges ranges = new ObjectRanges(store, object);
        return vertx.executeBlocking(() -> ranges.kept(bucket, made.key()), false)
                .compose(kept -> kept.isPresent()
                        ? Future.succeededFuture(kept.get())
                        : turns.take(
                                ClientAddress.who(context),
                                () -> context.response().closed(),
                                () -> workers.executeBlocking(() -> makes(ranges, made), false)));
    }

    private byte[] makes(ObjectRanges ranges, Made made) throws Exception {
        // Whoever had the turn before may have asked for the same.
        Optional<byte[]> kept = ranges.kept(bucket, made.key());
        if (kept.isPresent()) {
            return kept.get();
        }
        byte[] bytes = made.make().call();
        try {
            ranges.keep(bucket, made.key(), bytes);
        } catch (IOException e) {
            // It is made anew next time.
            LOG.warn("event=preview-not-kept key={} cause={}", made.key(), e.toString());
        }
        return bytes;
    }

    private FilePreviews previews(StoredObject object) {
        return new FilePreviews(new ObjectRanges(store, object), object.getSize());
    }

    private static Throwable problem(Throwable failure) {
        if (failure instanceof NoPreview none) {
            return Problem.of("no-preview", 404, "There is no preview of it: " + none.getMessage())
                    .remedy("Download the file, or open it in a datalab")
                    .exception(none);
        }
        return failure instanceof IOException
                ? Problem.unavailable("The site's object store does not answer").exception(failure)
                : failure;
    }
}
