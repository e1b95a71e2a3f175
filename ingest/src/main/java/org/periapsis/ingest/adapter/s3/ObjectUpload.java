package org.periapsis.ingest.adapter.s3;

import io.minio.messages.Part;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/**
 * Writes one object whose size is not known beforehand, a part at a time: at most one part is in memory. Used on one Vert.x
 * context, each write after the one before has completed.
 */
public final class ObjectUpload {
    private static final int FIRST_BUFFER = 64 << 10;
    /** 10,000 parts are the most that S3 takes: from the thousandth on they are larger, when there is memory for it. */
    public static final int SMALL_PART = 8 << 20;

    public static final int LARGE_PART = 16 << 20;
    private static final int SMALL_PARTS = 1000;

    private final S3Store store;
    private final String bucket;
    private final String key;
    private final List<Part> parts = new ArrayList<>();
    private byte[] buffer = new byte[FIRST_BUFFER];
    private int filled;
    private final BooleanSupplier larger;
    private String uploadId;
    private boolean large;
    private boolean stored;
    private Future<?> sending = Future.succeededFuture();

    /** @param larger asked, between two parts, whether there is memory for {@link #LARGE_PART} instead of {@link #SMALL_PART} */
    public ObjectUpload(S3Store store, String bucket, String key, BooleanSupplier larger) {
        this.larger = larger;
        this.store = store;
        this.bucket = bucket;
        this.key = key;
    }

    public String bucket() {
        return bucket;
    }

    public String key() {
        return key;
    }

    /** Takes bytes; complete when more may come. */
    public Future<Void> write(Buffer bytes) {
        return write(bytes, 0);
    }

    private Future<Void> write(Buffer bytes, int from) {
        int room = partSize() - filled;
        int n = Math.min(room, bytes.length() - from);
        if (filled + n > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.min(partSize(), Math.max(buffer.length * 2, filled + n)));
        }
        bytes.getBytes(from, from + n, buffer, filled);
        filled += n;
        if (filled < partSize()) {
            return Future.succeededFuture();
        }
        return sendPart()
                .compose(done -> from + n < bytes.length() ? write(bytes, from + n) : Future.succeededFuture());
    }

    /** Completes when the store has the whole object. */
    public Future<Void> finish() {
        Future<Void> sent;
        if (uploadId == null) {
            sent = future(store.put(bucket, key, buffer, filled));
            sending = sent;
        } else {
            Future<Void> last = filled > 0 ? sendPart() : Future.succeededFuture();
            sent = last.compose(done -> future(store.completeMultipart(bucket, key, uploadId, parts)));
        }
        return sent.onSuccess(done -> {
            stored = true;
            buffer = new byte[0];
        });
    }

    /** Removes what there is of the object. */
    public Future<Void> discard() {
        buffer = new byte[0];
        if (stored) {
            return future(store.remove(bucket, key));
        }
        return uploadId == null ? Future.succeededFuture() : future(store.abortMultipart(bucket, key, uploadId));
    }

    /** Completes when the store has let go of what it was given; never fails. */
    public Future<Void> letGo() {
        return sending.transform(done -> Future.succeededFuture());
    }

    private int partSize() {
        if (!large && parts.size() >= SMALL_PARTS && filled == 0) {
            large = larger.getAsBoolean();
        }
        return large ? LARGE_PART : SMALL_PART;
    }

    private Future<Void> sendPart() {
        Future<String> begun = uploadId != null
                ? Future.succeededFuture(uploadId)
                : future(store.beginMultipart(bucket, key)).onSuccess(id -> uploadId = id);
        Future<Void> sent = begun.compose(
                        id -> future(store.putPart(bucket, key, id, parts.size() + 1, buffer, filled)))
                .map(part -> {
                    parts.add(part);
                    filled = 0;
                    return null;
                });
        sending = sent;
        return sent;
    }

    private static <T> Future<T> future(CompletionStage<T> stage) {
        return Future.fromCompletionStage(stage, io.vertx.core.Vertx.currentContext());
    }
}
