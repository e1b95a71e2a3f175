package org.periapsis.ingest;

import io.minio.GetObjectArgs;
import io.minio.ListObjectsArgs;
import io.minio.MinioAsyncClient;
import io.minio.PutObjectArgs;
import io.minio.Result;
import io.minio.messages.Item;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.periapsis.embedded.Patience;
import org.periapsis.embedded.stack.EmbeddedStack;
import org.periapsis.embedded.stack.S3Access;
import org.periapsis.embedded.stack.StackSettings;
import org.periapsis.events.codec.Decoded;
import org.periapsis.events.codec.Event;
import org.periapsis.events.codec.EventCodec;
import org.periapsis.events.door.Authorities;
import org.periapsis.events.registry.ConfluentSchemaIds;
import org.periapsis.events.registry.RegistryConfig;
import org.periapsis.events.topic.Topic;
import org.periapsis.ingest.adapter.s3.S3Config;
import org.periapsis.kit.auth.IssuerPair;
import org.periapsis.kit.auth.Tokens;
import org.periapsis.kit.config.HttpConfig;
import org.periapsis.kit.config.Secret;
import org.periapsis.kit.index.IndexedRights;
import org.periapsis.kit.kafka.KafkaAccess;
import org.periapsis.kit.kafka.KafkaEventPublisher;
import org.periapsis.kit.rights.Level;
import org.periapsis.kit.rights.ProductRights;
import org.periapsis.kit.rights.Viewer;

/** Two sites on real Kafka, PostgreSQL, S3 and registry, one of them with ingest running, and what a test does to it. */
final class TestSite {
    static final String SITE = "esac";
    static final String ISSUER = "https://issuer.test";
    static final Duration PATIENCE = Duration.ofSeconds(60);

    final Vertx vertx = Vertx.vertx();
    final EmbeddedStack stack;
    final String publicKey;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, MinioAsyncClient> stores = new ConcurrentHashMap<>();
    private final Tokens tokens;
    private final Map<String, ProductRights> changed = new ConcurrentHashMap<>();
    private final HttpServer indexer;
    private IngestApp app;

    TestSite(Path directory) throws Exception {
        stack = EmbeddedStack.start(vertx, StackSettings.forTest(directory, SITE, "jive"));
        IssuerPair pair = IssuerPair.make();
        publicKey = pair.publicKey();
        tokens = Tokens.issuing(vertx, ISSUER, publicKey, pair.privateKey());
        indexer = get(vertx.createHttpServer().requestHandler(this::rights).listen(0, "127.0.0.1"));
    }

    void start() throws Exception {
        app = get(IngestApp.start(vertx, config()));
        Patience.until("ingest is ready", PATIENCE, () -> status("/health/ready", null) == 200);
    }

    void stop() throws Exception {
        get(app.stop());
    }

    /** A second instance of the same site's ingest, which the caller stops. */
    IngestApp another() throws Exception {
        return get(IngestApp.start(vertx, config()));
    }

    IngestConfig config() {
        return config(IngestConfig.Limits.STANDARD);
    }

    IngestConfig config(IngestConfig.Limits limits) {
        String account = "ingest-" + SITE;
        S3Access s3 = stack.s3Access(account);
        return new IngestConfig(
                SITE,
                new HttpConfig("127.0.0.1", 0, ISSUER, publicKey),
                stack.kafkaConfig(account),
                stack.postgresConfig(account),
                new S3Config(
                        s3.endpoint(),
                        s3.region(),
                        s3.identity(),
                        new Secret(s3.secret()),
                        SITE + "-products",
                        SITE + "-outputs",
                        "hub-manifests"),
                limits,
                "",
                List.of(),
                Authorities.own(),
                Optional.of(new IngestConfig.Index(
                        URI.create("http://127.0.0.1:" + indexer.actualPort()), new Secret("of the site"))));
    }

    /** Stands in for the indexer, which is another module's: every product is public unless a test says otherwise. */
    private void rights(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            JsonArray products = new JsonArray();
            for (Object id : body.toJsonObject().getJsonArray("ids")) {
                products.add(IndexedRights.json(
                        id.toString(),
                        changed.getOrDefault(
                                id.toString(),
                                new ProductRights(
                                        Level.PUBLIC,
                                        Optional.empty(),
                                        "a",
                                        Optional.empty(),
                                        Optional.empty(),
                                        false))));
            }
            request.response().end(new JsonObject().put("products", products).encode());
        });
    }

    /** From now on the index has these rights of a product. */
    void indexed(String productId, ProductRights rights) {
        changed.put(productId, rights);
    }

    int port() {
        return app.port();
    }

    String token(String... roles) {
        return tokens.issue("ada", "Ada", List.of(roles), List.of("team-a"), Duration.ofMinutes(30));
    }

    /** @return null for nobody */
    String token(Viewer viewer) {
        return viewer.person()
                .map(person -> tokens.issue(
                        person.subject(),
                        person.subject(),
                        List.copyOf(viewer.roles()),
                        List.copyOf(viewer.teams()),
                        Duration.ofMinutes(30)))
                .orElse(null);
    }

    /** A multipart upload as the archive's owner; null metadata for none. */
    HttpResponse<String> upload(String archive, String name, byte[] bytes, JsonObject metadata, String... headers)
            throws Exception {
        return http.send(form(archive, name, bytes, metadata, headers), HttpResponse.BodyHandlers.ofString());
    }

    HttpRequest form(String archive, String name, byte[] bytes, JsonObject metadata, String... headers) {
        String boundary = "b-" + UUID.randomUUID();
        String before = "";
        if (metadata != null) {
            before = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"metadata\"\r\n"
                    + "Content-Type: application/json\r\n\r\n" + metadata.encode() + "\r\n";
        }
        before += "--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name
                + "\"\r\nContent-Type: application/fits\r\n\r\n";
        HttpRequest.Builder request = request("/archives/" + archive + "/products", token("archive:" + archive))
                .header("Content-Type", "multipart/form-data; boundary=" + boundary);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request.POST(HttpRequest.BodyPublishers.ofByteArrays(List.of(
                        before.getBytes(StandardCharsets.UTF_8),
                        bytes,
                        ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8))))
                .build();
    }

    HttpResponse<String> post(String path, String type, String body, String token) throws Exception {
        HttpRequest.Builder request = request(path, token).header("Content-Type", type);
        return http.send(
                request.POST(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path, String token, String... headers) throws Exception {
        HttpRequest.Builder request = request(path, token);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return http.send(request.GET().build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
    }

    /** As an operator, of another instance. */
    HttpResponse<String> getAt(int port, String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(PATIENCE)
                        .header("Authorization", "Bearer " + token("operator"))
                        .GET()
                        .build(),
                HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
    }

    /** A file as the body, at another instance. */
    HttpResponse<String> uploadAt(int port, String archive, String name, byte[] bytes) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + port + "/archives/" + archive + "/products?name=" + name);
        return http.send(
                HttpRequest.newBuilder(uri)
                        .timeout(PATIENCE)
                        .header("Authorization", "Bearer " + token("archive:" + archive))
                        .header("Content-Type", "application/fits")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(bytes))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> send(String method, String path) throws Exception {
        return http.send(
                request(path, null)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    HttpClient http() {
        return http;
    }

    static String encoded(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8);
    }

    /** @param token null for nobody */
    int status(String path, String token) {
        try {
            return get(path, token).statusCode();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest.Builder request(String path, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(PATIENCE);
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    /** Every event of one type on a topic of a site, in log order by partition. */
    <T extends SpecificRecord> List<T> events(Topic topic, String site, Class<T> type) {
        KafkaAccess access = new KafkaAccess(stack.kafkaConfig("notifier"), "test-reader");
        Map<String, Object> properties = access.consumer("test");
        properties.put("key.deserializer", StringDeserializer.class);
        properties.put("value.deserializer", ByteArrayDeserializer.class);
        List<T> found = new ArrayList<>();
        EventCodec codec = codec("notifier");
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(properties)) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (int p = 0; p < topic.partitions(); p++) {
                partitions.add(new TopicPartition(topic.name("", site), p));
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    if (codec.decode(record.value(), record.headers()) instanceof Decoded.Known known
                            && type.isInstance(known.event().data())) {
                        found.add(type.cast(known.event().data()));
                    }
                }
            }
        }
        return found;
    }

    /** Writes an event as another service. */
    void write(String account, String subject, SpecificRecord event) throws Exception {
        write(account, Map.of(subject, event));
    }

    /** Writes events by subject as another service, all at once. */
    void write(String account, Map<String, SpecificRecord> events) throws Exception {
        KafkaAccess access = new KafkaAccess(stack.kafkaConfig(account), account);
        String of = account.startsWith("ingest-") ? account.substring("ingest-".length()) : "hub";
        KafkaEventPublisher publisher = new KafkaEventPublisher(vertx, access, codec(account), of, account);
        try {
            get(publisher.publish(events.entrySet().stream()
                    .map(each -> new Event<>(
                            UUID.randomUUID().toString(),
                            "/test",
                            each.getKey(),
                            Instant.now(),
                            Optional.empty(),
                            each.getValue()))
                    .toList()));
        } finally {
            get(publisher.close());
        }
    }

    private EventCodec codec(String account) {
        var kafka = stack.kafkaConfig(account);
        return new EventCodec(new ConfluentSchemaIds(new RegistryConfig(
                List.of(kafka.registry()),
                kafka.registryUser().map(u -> u.name() + ":" + u.password().value()),
                Duration.ofSeconds(5))));
    }

    /** Object keys of a bucket, seen by an account. */
    List<String> keys(String account, String bucket) throws Exception {
        List<String> keys = new ArrayList<>();
        for (Result<Item> item : s3(account)
                .listObjects(
                        ListObjectsArgs.builder().bucket(bucket).recursive(true).build())) {
            keys.add(item.get().objectName());
        }
        return keys;
    }

    void put(String account, String bucket, String key, byte[] bytes) {
        s3(account)
                .putObject(PutObjectArgs.builder()
                        .bucket(bucket)
                        .object(key)
                        .data(bytes, bytes.length)
                        .build())
                .join();
    }

    byte[] object(String account, String bucket, String key) throws Exception {
        try (InputStream in = s3(account)
                .getObject(GetObjectArgs.builder().bucket(bucket).object(key).build())
                .join()) {
            return in.readAllBytes();
        }
    }

    private MinioAsyncClient s3(String account) {
        return stores.computeIfAbsent(account, name -> {
            S3Access s3 = stack.s3Access(name);
            return MinioAsyncClient.builder()
                    .endpoint(s3.endpoint().toString())
                    .region(s3.region())
                    .credentials(s3.identity(), s3.secret())
                    .build();
        });
    }

    static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    void close() throws Exception {
        stack.close();
        get(vertx.close());
    }
}
