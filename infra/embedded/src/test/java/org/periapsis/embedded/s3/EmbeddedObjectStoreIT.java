package org.periapsis.embedded.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minio.BucketExistsArgs;
import io.minio.CopyObjectArgs;
import io.minio.GetObjectArgs;
import io.minio.ListObjectsArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioAsyncClient;
import io.minio.PutObjectArgs;
import io.minio.RemoveObjectArgs;
import io.minio.SourceObject;
import io.minio.StatObjectArgs;
import io.minio.errors.ErrorResponseException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.embedded.ForkedJvm;
import org.periapsis.embedded.Patience;

class EmbeddedObjectStoreIT {

    private static final String PRODUCTS = "esac-products";
    // With characters that a URL must escape.
    private static final String KEY = "esa.hst/images?m31 (1)+ü%.fits";
    private static final int LARGE = 200 << 20;

    @TempDir
    Path directory;

    @Test
    void keepsObjectsAndTheirMetadataOverARestart() throws Exception {
        try (EmbeddedObjectStore store = start()) {
            put(client(store, ObjectStoreMain.INGEST), PRODUCTS, KEY, "pixels");
        }
        try (EmbeddedObjectStore store = start()) {
            MinioAsyncClient client = client(store, ObjectStoreMain.INGEST);
            assertThat(get(client, PRODUCTS, KEY)).isEqualTo("pixels");
            var stat = client.statObject(StatObjectArgs.builder()
                            .bucket(PRODUCTS)
                            .object(KEY)
                            .build())
                    .join();
            assertThat(stat.size()).isEqualTo(6);
            assertThat(stat.userMetadata().get("sha256")).contains("abc");
            assertThat(client.listObjects(ListObjectsArgs.builder()
                            .bucket(PRODUCTS)
                            .recursive(true)
                            .build()))
                    .hasSize(1);
        }
    }

    @Test
    void streamsALargeObjectThroughASmallHeap() throws Exception {
        try (ForkedJvm jvm = ForkedJvm.startWithHeap("96m", ObjectStoreMain.class, directory.toString())) {
            MinioAsyncClient client = client(jvm.awaitPort(), ObjectStoreMain.INGEST.name(), "ingest-secret");
            CRC32C sent = new CRC32C();
            client.putObject(PutObjectArgs.builder().bucket(PRODUCTS).object("large").stream(
                                    new CheckedInputStream(content(LARGE), sent), (long) LARGE, 10L << 20)
                            .build())
                    .join();
            CRC32C received = new CRC32C();
            try (InputStream body = client.getObject(GetObjectArgs.builder()
                            .bucket(PRODUCTS)
                            .object("large")
                            .build())
                    .join()) {
                new CheckedInputStream(body, received).transferTo(OutputStream.nullOutputStream());
            }
            assertThat(received.getValue()).isEqualTo(sent.getValue());
            byte[] slice = slice(client, "large", 150_000_001, 1000);
            assertThat(slice).hasSize(1000).startsWith(byteAt(150_000_001)).endsWith(byteAt(150_001_000));
        }
    }

    @Test
    void keepsACompletedUploadWhenKilled() throws Exception {
        try (ForkedJvm jvm = ForkedJvm.start(ObjectStoreMain.class, directory.toString())) {
            put(client(jvm.awaitPort(), "ingest-esac", "ingest-secret"), PRODUCTS, KEY, "pixels");
            jvm.kill();
        }
        try (EmbeddedObjectStore store = start()) {
            assertThat(get(client(store, ObjectStoreMain.INGEST), PRODUCTS, KEY))
                    .isEqualTo("pixels");
        }
    }

    @Test
    void refusesWrongSecretsUnknownIdentitiesAndNoSignature() throws Exception {
        try (EmbeddedObjectStore store = start()) {
            put(client(store, ObjectStoreMain.INGEST), PRODUCTS, "m31", "pixels");
            refused(
                    "SignatureDoesNotMatch",
                    () -> get(client(store.port(), "ingest-esac", "guessed1"), PRODUCTS, "m31"));
            refused("InvalidAccessKeyId", () -> get(client(store.port(), "nobody", "guessed1"), PRODUCTS, "m31"));
            HttpResponse<String> anonymous = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(store.endpoint() + "/" + PRODUCTS + "/m31"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(anonymous.statusCode()).isEqualTo(403);
            assertThat(anonymous.body()).contains("AccessDenied").doesNotContain("pixels");
        }
    }

    @Test
    void refusesWhatAnIdentityHasNoRightTo() throws Exception {
        try (EmbeddedObjectStore store = start()) {
            MinioAsyncClient ingest = client(store, ObjectStoreMain.INGEST);
            MinioAsyncClient agent = client(store, ObjectStoreMain.AGENT);
            put(ingest, PRODUCTS, "m31", "pixels");
            put(agent, "jive-outputs", "run-1/table", "rows");

            assertThat(get(agent, PRODUCTS, "m31")).isEqualTo("pixels");
            refused("AccessDenied", () -> put(agent, PRODUCTS, "m31", "altered"));
            refused("AccessDenied", () -> remove(agent, PRODUCTS, "m31"));
            refused("AccessDenied", () -> get(agent, "jive-outputs", "run-1/table"));
            refused("AccessDenied", () -> get(ingest, "jive-outputs", "run-1/table"));
            refused("AccessDenied", () -> put(ingest, "jive-products", "m31", "pixels"));
            refused("AccessDenied", () -> copy(ingest, "jive-outputs", "run-1/table", PRODUCTS));
            refused("AccessDenied", () -> ingest.makeBucket(
                            MakeBucketArgs.builder().bucket("stray").build())
                    .join());
            assertThat(get(ingest, PRODUCTS, "m31")).isEqualTo("pixels");
            assertThat(agent.bucketExists(
                                    BucketExistsArgs.builder().bucket(PRODUCTS).build())
                            .join())
                    .isTrue();
            copy(ingest, PRODUCTS, "m31", PRODUCTS);
            assertThat(get(ingest, PRODUCTS, "copy-of-m31")).isEqualTo("pixels");
        }
    }

    @Test
    void logsEveryRequestWithItsBytes() throws Exception {
        try (EmbeddedObjectStore store = start()) {
            put(client(store, ObjectStoreMain.INGEST), PRODUCTS, KEY, "pixels");
            assertThat(get(client(store, ObjectStoreMain.AGENT), PRODUCTS, KEY)).isEqualTo("pixels");
            refused("SignatureDoesNotMatch", () -> get(client(store.port(), "agent-jive", "guessed1"), PRODUCTS, KEY));

            Access put = await(store, a -> a.method().equals("PUT"));
            assertThat(put.identity()).isEqualTo("ingest-esac");
            assertThat(put.bucket()).isEqualTo(PRODUCTS);
            assertThat(put.key()).isEqualTo(KEY);
            assertThat(put.bytesReceived()).isEqualTo(6);
            Access get = await(store, a -> a.method().equals("GET") && a.status() == 200);
            assertThat(get.identity()).isEqualTo("agent-jive");
            assertThat(get.bytesSent()).isEqualTo(6);
            assertThat(get.bytesReceived()).isZero();
            assertThat(await(store, a -> a.status() == 403).identity()).isEqualTo("agent-jive");
        }
        assertThat(Files.readAllLines(directory.resolve("access.log")))
                .hasSize(3)
                .first()
                .asString()
                .contains("\"identity\":\"ingest-esac\"", "\"bytes_received\":6", "\"status\":200");
    }

    private static Access await(EmbeddedObjectStore store, Predicate<Access> wanted) {
        Patience.until("the access", Duration.ofSeconds(30), () -> store.accesses().stream()
                .anyMatch(wanted));
        return store.accesses().stream().filter(wanted).findFirst().orElseThrow();
    }

    private EmbeddedObjectStore start() throws Exception {
        return EmbeddedObjectStore.start(ObjectStoreMain.settings(directory));
    }

    private static MinioAsyncClient client(EmbeddedObjectStore store, S3Identity identity) {
        return client(store.port(), identity.name(), identity.secret());
    }

    private static MinioAsyncClient client(int port, String identity, String secret) {
        return MinioAsyncClient.builder()
                .endpoint("http://127.0.0.1:" + port)
                .region("us-east-1")
                .credentials(identity, secret)
                .build();
    }

    private static void put(MinioAsyncClient client, String bucket, String key, String content) throws Exception {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        client.putObject(PutObjectArgs.builder().bucket(bucket).object(key).stream(
                                new ByteArrayInputStream(bytes), (long) bytes.length, -1L)
                        .userMetadata(Map.of("sha256", "abc"))
                        .build())
                .join();
    }

    private static String get(MinioAsyncClient client, String bucket, String key) throws Exception {
        try (InputStream body = client.getObject(
                        GetObjectArgs.builder().bucket(bucket).object(key).build())
                .join()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static byte[] slice(MinioAsyncClient client, String key, long offset, long length) throws Exception {
        try (InputStream body = client.getObject(GetObjectArgs.builder()
                        .bucket(PRODUCTS)
                        .object(key)
                        .offset(offset)
                        .length(length)
                        .build())
                .join()) {
            return body.readAllBytes();
        }
    }

    private static void remove(MinioAsyncClient client, String bucket, String key) throws Exception {
        client.removeObject(
                        RemoveObjectArgs.builder().bucket(bucket).object(key).build())
                .join();
    }

    private static void copy(MinioAsyncClient client, String from, String key, String to) throws Exception {
        client.copyObject(CopyObjectArgs.builder()
                        .bucket(to)
                        .object("copy-of-" + key)
                        .source(SourceObject.builder().bucket(from).object(key).build())
                        .build())
                .join();
    }

    private static void refused(String code, ThrowingCallable request) {
        assertThatThrownBy(request).rootCause().isInstanceOfSatisfying(ErrorResponseException.class, e -> assertThat(
                        e.errorResponse().code())
                .isEqualTo(code));
    }

    private static byte byteAt(int index) {
        return (byte) (index * 31 + (index >>> 8) * 17 + (index >>> 16) * 7);
    }

    /** An object's content, made as it is read. */
    private static InputStream content(int length) {
        return new InputStream() {
            private int position;

            @Override
            public int read() {
                return position == length ? -1 : byteAt(position++) & 0xff;
            }

            @Override
            public int read(byte[] buffer, int offset, int wanted) {
                int n = Math.min(wanted, length - position);
                for (int i = 0; i < n; i++) {
                    buffer[offset + i] = byteAt(position++);
                }
                return n == 0 && wanted > 0 ? -1 : n;
            }
        };
    }

    @Test
    void refusesNamesThatCouldLeaveTheDirectory() {
        assertThatThrownBy(() -> new ObjectStoreSettings(directory, 0, Set.of("../up"), List.of()))
                .hasMessageContaining("../up");
    }
}
