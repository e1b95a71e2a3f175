package org.periapsis.ingest.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
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
import org.periapsis.kit.http.Shares;
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
    private static final int WAITING = 64;
    private static final int WAITING_FOR_ONE = 32;
    private static final int USUAL_SIDE = 256;

    private final ReadableFiles files;
    private final S3Store store;
    private final WorkerExecutor workers;
    private final String bucket;
    private final Shares places = new Shares(WAITING, WAITING_FOR_ONE);

    /** @param bucket where pictures are kept */
    PreviewHandler(ReadableFiles files, S3Store store, WorkerExecutor workers, String bucket) {
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
                            : work(
                                            context,
                                            () -> OutlineJson.of(id, objects, object -> previews(object)
                                                    .outline()))
                                    .compose(json -> {
                                        context.response()
                                                .putHeader("ETag", tag)
                                                .putHeader(CACHE_CONTROL, caching(context));
                                        return context.json(json);
                                    });
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
                            : work(context, () -> picture(objects, side)).compose(png -> context.response()
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

    /** A few workers: whoever comes when many wait already comes again. */
    private <T> Future<T> work(RoutingContext context, Callable<T> task) {
        String who = ClientAddress.who(context);
        Optional<Shares.Refusal> refused = places.enter(who);
        if (refused.isPresent()) {
            Problem problem = refused.get() == Shares.Refusal.SHARE
                    ? Problem.tooMuch("too-many-previews", "You wait for too many previews already")
                    : Problem.unavailable("Too many previews are being made");
            return Future.failedFuture(problem.exception());
        }
        return workers.executeBlocking(task, false).onComplete(done -> places.leave(who));
    }

    /** The first file that has a picture. */
    private byte[] picture(List<StoredObject> objects, int side) throws IOException {
        NoPreview reason = null;
        for (StoredObject object : objects) {
            try {
                return picture(object, side);
            } catch (NoPreview none) {
                reason = reason == null ? none : reason;
            }
        }
        throw reason;
    }

    private byte[] picture(StoredObject object, int side) throws IOException {
        ObjectRanges ranges = new ObjectRanges(store, object);
        String key = PLACE + object.getSha256() + "/" + LOOK + "-" + side + ".png";
        Optional<byte[]> kept = ranges.kept(bucket, key);
        if (kept.isPresent()) {
            return kept.get();
        }
        byte[] made = previews(object).png(side);
        try {
            ranges.keep(bucket, key, made);
        } catch (IOException e) {
            // It is made anew next time.
            LOG.warn("event=preview-not-kept key={} cause={}", key, e.toString());
        }
        return made;
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
