package org.periapsis.ingest.adapter.s3;

import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.periapsis.events.StoredObject;
import org.periapsis.ingest.domain.intake.Sha256;

/** Reads and copies whole objects, held against their checksums. Blocks: for worker threads. */
public final class ObjectReader {
    private static final int LARGEST_DOCUMENT = 256 << 20;
    private static final long PATIENCE_HOURS = 6;

    /** What was asked for cannot be had, however often it is tried. */
    public static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        private final String what;

        public Unusable(String message) {
            this("", message);
        }

        /** @param place in the store */
        Unusable(String place, String what) {
            super((place + " " + what).strip());
            this.what = what;
        }

        /** The same without the place: the key of an object tells of its product. */
        public String what() {
            return what;
        }
    }

    private final S3Store store;

    public ObjectReader(S3Store store) {
        this.store = store;
    }

    /**
     * A document.
     *
     * @throws Unusable if it is missing, too long, or not the one with this checksum
     * @throws IOException if the store does not answer
     */
    public byte[] document(String bucket, String key, String sha256) throws Unusable, IOException {
        try (InputStream in = await(store.get(bucket, key, 0, Optional.empty()), bucket, key)) {
            byte[] bytes = in.readNBytes(LARGEST_DOCUMENT + 1);
            if (bytes.length > LARGEST_DOCUMENT) {
                throw new Unusable("s3://" + bucket + "/" + key, "is longer than a manifest can be");
            }
            if (!Sha256.hex(Sha256.digest().digest(bytes)).equals(sha256)) {
                throw new Unusable("s3://" + bucket + "/" + key, "has not the checksum that was ordered");
            }
            return bytes;
        }
    }

    /** An object's stream; the caller closes it. */
    public InputStream open(StoredObject object) throws Unusable, IOException {
        return await(
                store.get(object.getBucket(), object.getKey(), 0, Optional.empty()),
                object.getBucket(),
                object.getKey());
    }

    /**
     * Copies an object into another bucket. What differs from its checksum is removed again.
     *
     * @throws Unusable if the source is missing or corrupt
     */
    public void copy(StoredObject source, String bucket, String key) throws Unusable, IOException {
        MessageDigest digest = Sha256.digest();
        try (InputStream in = new DigestInputStream(open(source), digest)) {
            await(store.put(bucket, key, in, source.getSize()), bucket, key);
        }
        if (!Sha256.hex(digest.digest()).equals(source.getSha256())) {
            await(store.remove(bucket, key), bucket, key);
            throw new Unusable("s3://" + source.getBucket() + "/" + source.getKey(), "is corrupt at its source");
        }
    }

    private static <T> T await(CompletableFuture<T> answer, String bucket, String key) throws Unusable, IOException {
        try {
            return answer.get(PATIENCE_HOURS, TimeUnit.HOURS);
        } catch (ExecutionException e) {
            if (S3Store.isMissing(e)) {
                throw new Unusable("s3://" + bucket + "/" + key, "is not there");
            }
            if (S3Store.isRefused(e)) {
                throw new Unusable("s3://" + bucket + "/" + key, "is no place that can be asked for");
            }
            throw new IOException("the object store failed on s3://" + bucket + "/" + key, e);
        } catch (TimeoutException e) {
            throw new IOException("the object store did not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
