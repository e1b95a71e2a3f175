package org.periapsis.ingest.adapter.s3;

import io.minio.AbortMultipartUploadArgs;
import io.minio.BucketExistsArgs;
import io.minio.CompleteMultipartUploadArgs;
import io.minio.CreateMultipartUploadArgs;
import io.minio.GetObjectArgs;
import io.minio.MinioAsyncClient;
import io.minio.PutObjectArgs;
import io.minio.RemoveObjectArgs;
import io.minio.StatObjectArgs;
import io.minio.UploadPartArgs;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import io.minio.messages.Part;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;

/** The object store, through MinIO's asynchronous client. */
public final class S3Store implements AutoCloseable {
    private static final long PART = 16L << 20;
    private static final int AT_ONCE = 64;

    /** Reads the machine's certificates once for all stores of a process. */
    private static final OkHttpClient BASE = new OkHttpClient();

    private final OkHttpClient http;
    private final MinioAsyncClient client;

    public S3Store(S3Config config) {
        Dispatcher dispatcher = new Dispatcher();
        dispatcher.setMaxRequests(AT_ONCE);
        dispatcher.setMaxRequestsPerHost(AT_ONCE);
        this.http = BASE.newBuilder()
                .connectionPool(new ConnectionPool())
                .dispatcher(dispatcher)
                .connectTimeout(5, TimeUnit.SECONDS)
                .readTimeout(60, TimeUnit.SECONDS)
                .writeTimeout(60, TimeUnit.SECONDS)
                .build();
        this.client = MinioAsyncClient.builder()
                .endpoint(config.endpoint().toString())
                .region(config.region())
                .credentials(config.accessKey(), config.secretKey().value())
                .httpClient(http)
                .build();
    }

    /** Completes when the store knows the bucket and lets this account look at it. */
    public CompletableFuture<Void> answers(String bucket) {
        return client.bucketExists(BucketExistsArgs.builder().bucket(bucket).build())
                .thenAccept(there -> {
                    if (!there) {
                        throw new IllegalStateException("there is no bucket " + bucket);
                    }
                });
    }

    CompletableFuture<Void> put(String bucket, String key, byte[] bytes, int length) {
        return asked(() -> client.putObject(PutObjectArgs.builder()
                        .bucket(bucket)
                        .object(key)
                        .data(bytes, length)
                        .build()))
                .thenApply(done -> null);
    }

    CompletableFuture<String> beginMultipart(String bucket, String key) {
        return asked(() -> client.createMultipartUpload(CreateMultipartUploadArgs.builder()
                        .bucket(bucket)
                        .object(key)
                        .build()))
                .thenApply(answer -> answer.result().uploadId());
    }

    CompletableFuture<Part> putPart(String bucket, String key, String uploadId, int number, byte[] bytes, int length) {
        return asked(() -> client.uploadPart(UploadPartArgs.builder()
                        .bucket(bucket)
                        .object(key)
                        .uploadId(uploadId)
                        .partNumber(number)
                        .data(bytes, length)
                        .build()))
                .thenApply(answer -> answer.part());
    }

    CompletableFuture<Void> completeMultipart(String bucket, String key, String uploadId, List<Part> parts) {
        return asked(() -> client.completeMultipartUpload(CompleteMultipartUploadArgs.builder()
                        .bucket(bucket)
                        .object(key)
                        .uploadId(uploadId)
                        .parts(parts.toArray(new Part[0]))
                        .build()))
                .thenApply(done -> null);
    }

    CompletableFuture<Void> abortMultipart(String bucket, String key, String uploadId) {
        return asked(() -> client.abortMultipartUpload(AbortMultipartUploadArgs.builder()
                        .bucket(bucket)
                        .object(key)
                        .uploadId(uploadId)
                        .build()))
                .thenApply(done -> null);
    }

    /** Writes an object of known size from a stream; blocks the client's thread, not the caller's. */
    CompletableFuture<Void> put(String bucket, String key, InputStream bytes, long size) {
        return asked(() -> client.putObject(PutObjectArgs.builder().bucket(bucket).object(key).stream(bytes, size, PART)
                        .build()))
                .thenApply(done -> null);
    }

    public CompletableFuture<Void> remove(String bucket, String key) {
        return asked(() -> client.removeObject(
                RemoveObjectArgs.builder().bucket(bucket).object(key).build()));
    }

    /** The object's size; empty if it is not there. */
    public CompletableFuture<OptionalLong> size(String bucket, String key) {
        return asked(() -> client.statObject(
                        StatObjectArgs.builder().bucket(bucket).object(key).build()))
                .thenApply(stat -> OptionalLong.of(stat.size()))
                .exceptionally(failure -> {
                    if (isMissing(failure)) {
                        return OptionalLong.empty();
                    }
                    throw failure instanceof CompletionException known ? known : new CompletionException(failure);
                });
    }

    /** A part of an object; the caller closes it. */
    public CompletableFuture<? extends InputStream> get(String bucket, String key, long offset, Optional<Long> length) {
        return asked(() -> {
            GetObjectArgs.Builder args = GetObjectArgs.builder().bucket(bucket).object(key);
            if (offset > 0) {
                args.offset(offset);
            }
            length.ifPresent(args::length);
            return client.getObject(args.build());
        });
    }

    /** The client refuses some keys before it asks anybody, by throwing: here that is an answer like any other. */
    private static <T> CompletableFuture<T> asked(Supplier<CompletableFuture<T>> call) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Whether the client would not even ask: however often it is tried. */
    static boolean isRefused(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof ExecutionException || cause instanceof CompletionException) {
            cause = cause.getCause();
        }
        return cause instanceof IllegalArgumentException;
    }

    /** Whether the store answered that there is no such object or bucket. */
    static boolean isMissing(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ErrorResponseException answer) {
                String code = answer.errorResponse().code();
                return code.equals("NoSuchKey") || code.equals("NoSuchBucket") || code.equals("NotFound");
            }
        }
        return false;
    }

    /**
     * Whether a failure says that the store cannot be used now: it breaks off, has a fault of its own, or does not take this
     * account's key. An answer about one object is none.
     */
    public static boolean isAway(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ErrorResponseException answer) {
                int status = answer.response() == null ? 500 : answer.response().code();
                return status == 401 || status == 403 || status == 429 || status >= 500;
            }
            if (cause instanceof MinioException) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }
}
