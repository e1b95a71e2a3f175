package org.periapsis.ingest.adapter.s3;

import io.minio.messages.Part;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Writes one object whose size is not known beforehand, a part at a time: at most one part is in memory. Used on one Vert.x
 * context, each write after the one before has completed.
 */
public final class ObjectUpload {
    private static final int FIRST_BUFFER = 64 << 10;
    /** 10,000 parts are the most that S3 takes: from the thousandth on they are larger. */
    private static final int SMALL_PART = 8 << 20;

    private static final int LARGE_PART = 16 << 20;
    private static final int SMALL_PARTS = 1000;

    private final S3Store store;
    private final String bucket;
    private final String key;
    private final List<Part> parts = new ArrayList<>();
    private byte[] buffer = new byte[FIRST_BUFFER];
    private int filled;
    private String uploadId;
    private boolean stored;

    public ObjectUpload(S3Store store, String bucket, String key) {
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

    private int partSize() {
        return parts.size() < SMALL_PARTS ? SMALL_PART : LARGE_PART;
    }

    private Future<Void> sendPart() {
        Future<String> begun = uploadId != null
                ? Future.succeededFuture(uploadId)
                : future(store.beginMultipart(bucket, key)).onSuccess(id -> uploadId = id);
        return begun.compose(id -> future(store.putPart(bucket, key, id, parts.size() + 1, buffer, filled)))
                .map(part -> {
                    parts.add(part);
                    filled = 0;
                    return null;
                });
    }

    private static <T> Future<T> future(CompletionStage<T> stage) {
        return Future.fromCompletionStage(stage, io.vertx.core.Vertx.currentContext());
    }
}
