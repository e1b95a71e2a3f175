package org.periapsis.session.adapter.s3;

import io.minio.GetObjectArgs;
import io.minio.MinioAsyncClient;
import io.minio.PutObjectArgs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.periapsis.events.ManifestRef;
import org.periapsis.kit.manifest.ManifestEntry;
import org.periapsis.session.domain.request.KeptInputs;
import org.periapsis.session.domain.request.Manifest;
import org.periapsis.session.domain.request.Manifests;
import org.periapsis.session.domain.request.RequestRefused;

/**
 * Manifests in S3, as {@code s3://<bucket>/<sha256>.ndjson}. The name is the content: writing it twice is writing it once, and
 * what a crash leaves behind without an event is found and used by the retry.
 */
public final class S3Manifests implements Manifests, KeptInputs {
    private final MinioAsyncClient client;
    private final String bucket;
    private final Executor worker;

    /** @param worker for making and hashing the document, which can take a while */
    public S3Manifests(MinioAsyncClient client, String bucket, Executor worker) {
        this.client = client;
        this.bucket = bucket;
        this.worker = worker;
    }

    @Override
    public CompletionStage<ManifestRef> keep(Manifest manifest) {
        return CompletableFuture.supplyAsync(() -> manifest.document(), worker)
                .thenComposeAsync(bytes -> put(manifest, bytes), worker);
    }

    private CompletionStage<ManifestRef> put(Manifest manifest, byte[] bytes) {
        String sha256 = sha256(bytes);
        String key = sha256 + ".ndjson";
        ManifestRef ref = new ManifestRef(
                "s3://" + bucket + "/" + key, sha256, manifest.entries().size(), manifest.bytes());
        CompletableFuture<?> written = client.putObject(PutObjectArgs.builder()
                .bucket(bucket)
                .object(key)
                .data(bytes, bytes.length)
                .contentType("application/x-ndjson")
                .build());
        return written.handle((done, failure) -> {
            if (failure != null) {
                throw RequestRefused.unavailable("The store of manifests does not answer; nothing was taken", failure);
            }
            return ref;
        });
    }

    @Override
    public CompletionStage<List<String>> productIds(String uri) {
        URI place = URI.create(uri);
        return client.getObject(GetObjectArgs.builder()
                        .bucket(place.getHost())
                        .object(place.getPath().substring(1))
                        .build())
                .thenApplyAsync(S3Manifests::ids, worker)
                .handle((ids, failure) -> {
                    if (failure != null) {
                        throw RequestRefused.unavailable("The store of manifests does not answer", failure);
                    }
                    return ids;
                });
    }

    private static List<String> ids(InputStream document) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(document, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .map(line -> ManifestEntry.ofLine(line).productId())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
