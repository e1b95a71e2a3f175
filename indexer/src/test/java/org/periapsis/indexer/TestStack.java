package org.periapsis.indexer;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.periapsis.embedded.Cable;
import org.periapsis.embedded.Patience;
import org.periapsis.embedded.kafka.EmbeddedKafka;
import org.periapsis.embedded.kafka.KafkaSettings;
import org.periapsis.embedded.postgres.DatabaseRole;
import org.periapsis.embedded.postgres.DatabaseSettings;
import org.periapsis.embedded.postgres.EmbeddedDatabase;
import org.periapsis.embedded.registry.EmbeddedRegistry;
import org.periapsis.embedded.registry.RegistrySettings;
import org.periapsis.events.codec.Event;
import org.periapsis.events.codec.EventCodec;
import org.periapsis.events.registry.ConfluentSchemaIds;
import org.periapsis.events.registry.RegistryConfig;
import org.periapsis.events.topic.Topic;
import org.periapsis.indexer.adapter.kafka.ViewConsumer;
import org.periapsis.kit.auth.IssuerPair;
import org.periapsis.kit.auth.Tokens;
import org.periapsis.kit.config.HttpConfig;
import org.periapsis.kit.config.KafkaConfig;
import org.periapsis.kit.config.PostgresConfig;
import org.periapsis.kit.config.Secret;
import org.periapsis.kit.failure.DeadLetter;

/** Real Kafka, PostgreSQL and registry with the indexer's own rights, and what a test does to them. */
final class TestStack {
    static final String ISSUER = "https://issuer.test";
    private static final String PASSWORD = "indexer-secret";

    final Vertx vertx = Vertx.vertx();
    final AnnouncedLog log;
    final ViewTables view;
    private final HttpClient http = HttpClient.newHttpClient();
    private final EmbeddedKafka kafka;
    private final EmbeddedDatabase database;
    private final EmbeddedRegistry registry;
    private final EventCodec codec;
    private final KafkaProducer<String, byte[]> producer;
    private final Tokens tokens;
    private final String publicKey;
    private IndexerApp app;

    TestStack(Path directory) throws Exception {
        kafka = EmbeddedKafka.start(
                new KafkaSettings(directory.resolve("kafka"), 0, "admin-secret", Map.of("indexer", PASSWORD)));
        kafka.createTopics(Grants.topics());
        kafka.grant(Grants.rights());
        database = EmbeddedDatabase.start(
                new DatabaseSettings(directory.resolve("pg"), Path.of("target", "postgres"), 0, false));
        database.provision(List.of(new DatabaseRole("indexer", PASSWORD)));
        registry = EmbeddedRegistry.start(vertx, registrySettings(directory.resolve("registry")))
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        codec = new EventCodec(new ConfluentSchemaIds(new RegistryConfig(
                List.of(registry.url().toString()), Optional.of("indexer:" + PASSWORD), Duration.ofSeconds(5))));
        log = new AnnouncedLog(kafka, codec);
        view = new ViewTables(database);
        Map<String, Object> properties = new HashMap<>(kafka.clientProperties(KafkaSettings.ADMIN));
        producer = new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
        IssuerPair pair = IssuerPair.make();
        publicKey = pair.publicKey();
        tokens = Tokens.issuing(vertx, ISSUER, publicKey, pair.privateKey());
    }

    private static RegistrySettings registrySettings(Path directory) {
        return new RegistrySettings(directory, 0, Map.of("indexer", PASSWORD));
    }

    private IndexerConfig config(boolean rebuild, int port, int listen) {
        return new IndexerConfig(
                new KafkaConfig(
                        kafka.bootstrapServers(),
                        Optional.of(new KafkaConfig.Credentials("indexer", new Secret(PASSWORD))),
                        false,
                        "",
                        registry.url().toString(),
                        Optional.of(new KafkaConfig.Credentials("indexer", new Secret(PASSWORD)))),
                new PostgresConfig(
                        "127.0.0.1", port, EmbeddedDatabase.DATABASE, "indexer", new Secret(PASSWORD), "indexer", 4),
                new HttpConfig("127.0.0.1", listen, ISSUER, publicKey),
                "1",
                500,
                rebuild,
                Duration.ofSeconds(45));
    }

    /** The same as environment variables, for an indexer in a JVM of its own. */
    Map<String, String> environment() {
        Map<String, String> env = new HashMap<>();
        env.put("PERIAPSIS_KAFKA_BOOTSTRAP", kafka.bootstrapServers());
        env.put("PERIAPSIS_KAFKA_USER", "indexer");
        env.put("PERIAPSIS_KAFKA_PASSWORD", PASSWORD);
        env.put("PERIAPSIS_REGISTRY_URL", registry.url().toString());
        env.put("PERIAPSIS_REGISTRY_USER", "indexer");
        env.put("PERIAPSIS_REGISTRY_PASSWORD", PASSWORD);
        env.put("PERIAPSIS_POSTGRES_HOST", "127.0.0.1");
        env.put("PERIAPSIS_POSTGRES_PORT", Integer.toString(database.port()));
        env.put("PERIAPSIS_POSTGRES_USER", "indexer");
        env.put("PERIAPSIS_POSTGRES_PASSWORD", PASSWORD);
        env.put("PERIAPSIS_ISSUER_NAME", ISSUER);
        env.put("PERIAPSIS_ISSUER_KEY", publicKey);
        env.put("PERIAPSIS_INDEXER_BATCH", "100");
        return env;
    }

    /** Takes the right to announce away, or gives it back. */
    void mayAnnounce(boolean allowed) {
        List<AclBinding> rights = Grants.rights();
        if (!allowed) {
            rights.removeIf(right -> right.pattern().name().equals(Topic.INDEXED.baseName()));
        }
        kafka.authorizeExactly(rights);
    }

    void start(boolean rebuild) throws Exception {
        start(config(rebuild, database.port(), 0));
    }

    /** Starts one, and returns when it is ready. */
    void startReady() throws Exception {
        start(false);
        Patience.until(
                "the indexer is ready",
                Duration.ofSeconds(60),
                () -> get("/health/ready").statusCode() == 200);
    }

    /** Begins to start one that reaches PostgreSQL through a cable. */
    Future<IndexerApp> begin(Cable cable, int listen) {
        return IndexerApp.start(vertx, config(false, cable.port(), listen)).onSuccess(started -> app = started);
    }

    Cable cable() throws Exception {
        return Cable.to(database.port());
    }

    private void start(IndexerConfig config) throws Exception {
        app = IndexerApp.start(vertx, config)
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
    }

    HttpResponse<String> getAt(int port, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    void stop() throws Exception {
        app.stop().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    /** Tells the broker that a killed indexer is gone, which it would find out by itself ten seconds later. */
    void forgetMembers() throws Exception {
        try (Admin admin = kafka.admin()) {
            admin.removeMembersFromConsumerGroup(ViewConsumer.GROUP, new RemoveMembersFromConsumerGroupOptions())
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
    }

    /** Writes an event as ingest of a site would, and gives its position as the header carries it. */
    String write(String site, String id, SpecificRecord data) throws Exception {
        return write(site, id, UUID.randomUUID().toString(), data);
    }

    String write(String site, String id, String ceId, SpecificRecord data) throws Exception {
        return write(site, id, ceId, Instant.now(), data, codec.value(data));
    }

    /** As it would have been written at another time. */
    String write(String site, String id, Instant at, SpecificRecord data) throws Exception {
        return write(site, id, UUID.randomUUID().toString(), at, data, codec.value(data));
    }

    /** As a program would write it that checks nothing: three characters U+0001 become U+0000, which this build does not write. */
    String writeUnchecked(String site, String id, SpecificRecord data) throws Exception {
        byte[] value = codec.value(data);
        for (int i = 0; i + 2 < value.length; i++) {
            if (value[i] == 1 && value[i + 1] == 1 && value[i + 2] == 1) {
                java.util.Arrays.fill(value, i, i + 3, (byte) 0);
            }
        }
        return write(site, id, UUID.randomUUID().toString(), Instant.now(), data, value);
    }

    private String write(String site, String id, String ceId, Instant time, SpecificRecord data, byte[] value)
            throws Exception {
        Event<SpecificRecord> event = new Event<>(ceId, "/sites/" + site + "/ingest", id, time, Optional.empty(), data);
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(Topic.of(data).name("", site), id, value);
        codec.headers(event, record.headers());
        RecordMetadata at = producer.send(record).get(30, TimeUnit.SECONDS);
        return at.topic() + ":" + at.partition() + ":" + at.offset();
    }

    void writeBytes(String topic, String key, byte[] value) throws Exception {
        producer.send(new ProducerRecord<>(topic, key, value)).get(30, TimeUnit.SECONDS);
    }

    /** Asks for a record that was put aside, as an operator does. */
    void ask(ConsumerRecord<String, byte[]> letter, DeadLetter.Kind kind) throws Exception {
        DeadLetter told = DeadLetter.of(letter).orElseThrow();
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(letter.topic(), 0, letter.key(), null);
        new DeadLetter(
                        kind,
                        told.place(),
                        told.failure(),
                        "mended",
                        Optional.empty(),
                        Optional.empty(),
                        "operator",
                        Instant.now(),
                        "test")
                .write(record.headers());
        producer.send(record).get(30, TimeUnit.SECONDS);
    }

    String token(String subject, List<String> roles, List<String> teams) {
        return tokens.issue(subject, subject, roles, teams, Duration.ofMinutes(10));
    }

    String bearer(String subject, List<String> roles, List<String> teams) {
        return "Bearer " + token(subject, roles, teams);
    }

    HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(30));
        return http.send(with(request, headers).build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, JsonObject body, String... headers) throws Exception {
        return post(path, body.encode(), headers);
    }

    /** @param body JSON, or what pretends to be */
    HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return http.send(with(request, headers).build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> send(String method, String path) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(30));
        return http.send(
                request.method(method, HttpRequest.BodyPublishers.noBody()).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder with(HttpRequest.Builder request, String... headers) {
        return headers.length == 0 ? request : request.headers(headers);
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + app.port() + path);
    }

    static JsonObject json(HttpResponse<String> response) {
        return new JsonObject(response.body());
    }

    /** The ids on a page, in its order. */
    static List<String> ids(HttpResponse<String> response) {
        if (response.statusCode() != 200) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        return new JsonObject(response.body())
                .getJsonArray("products").stream()
                        .map(p -> ((JsonObject) p).getString("obs_publisher_did"))
                        .toList();
    }

    /** Waits for what comes with time, a minute at most. */
    static void eventually(Callable<Boolean> holds) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!holds.call()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("did not come to hold within a minute");
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    void close() throws Exception {
        producer.close(Duration.ofSeconds(5));
        registry.stop().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        database.close();
        kafka.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
