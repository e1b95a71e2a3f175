package org.periapsis.session.adapter.s3;

import io.minio.BucketExistsArgs;
import io.minio.MinioAsyncClient;
import io.minio.MinioClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.periapsis.kit.observe.Probe;

/** Asks a store, with the service's own credentials, for a bucket that it needs. */
public final class S3Probe {
    private S3Probe() {}

    /** Of the API. */
    public static Probe of(Vertx vertx, MinioAsyncClient client, String bucket) {
        return new Probe(
                "s3", () -> Future.fromCompletionStage(client.bucketExists(asked(bucket)), vertx.getOrCreateContext())
                        .compose(there -> answered(there, bucket)));
    }

    /** Of an agent, which asks from worker threads. */
    public static Probe of(Vertx vertx, S3Config.Store store, String bucket) {
        MinioClient client = store.client();
        return new Probe("s3", () -> vertx.executeBlocking(() -> client.bucketExists(asked(bucket)), false)
                .compose(there -> answered(there, bucket)));
    }

    private static BucketExistsArgs asked(String bucket) {
        return BucketExistsArgs.builder().bucket(bucket).build();
    }

    private static Future<Void> answered(boolean there, String bucket) {
        return there ? Future.succeededFuture() : Future.failedFuture("there is no bucket " + bucket);
    }
}
