package org.periapsis.ingest.adapter.s3;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.periapsis.events.StoredObject;
import org.periapsis.ingest.adapter.fits.preview.Ranges;

/** Parts of an object, and small objects that are made of it. Blocks: for worker threads. */
public final class ObjectRanges implements Ranges {
    private static final long PATIENCE_S = 60;
    private static final int LARGEST_MADE = 16 << 20;

    private final S3Store store;
    private final StoredObject object;

    public ObjectRanges(S3Store store, StoredObject object) {
        this.store = store;
        this.object = object;
    }

    @Override
    public InputStream open(long offset, long length) throws IOException {
        return await(store.get(object.getBucket(), object.getKey(), offset, Optional.of(length)));
    }

    /** @return what was made and kept before; empty when it was not */
    public Optional<byte[]> kept(String bucket, String key) throws IOException {
        try (InputStream in = await(store.get(bucket, key, 0, Optional.empty()))) {
            return Optional.of(in.readNBytes(LARGEST_MADE));
        } catch (IOException e) {
            if (S3Store.isMissing(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    public void keep(String bucket, String key, byte[] made) throws IOException {
        await(store.put(bucket, key, made, made.length));
    }

    private <T> T await(CompletableFuture<T> answer) throws IOException {
        try {
            return answer.get(PATIENCE_S, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the object store failed on s3://" + object.getBucket() + "/" + object.getKey(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
