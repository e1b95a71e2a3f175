package org.periapsis.session;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.periapsis.embedded.stack.EmbeddedStack;
import org.periapsis.embedded.stack.S3Access;
import org.periapsis.embedded.stack.StackSettings;
import org.periapsis.events.codec.Decoded;
import org.periapsis.events.codec.Event;
import org.periapsis.events.codec.EventCodec;
import org.periapsis.events.registry.ConfluentSchemaIds;
import org.periapsis.events.registry.RegistryConfig;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.config.HttpConfig;
import org.periapsis.kit.config.KafkaConfig;
import org.periapsis.kit.config.PostgresConfig;
import org.periapsis.kit.config.Secret;
import org.periapsis.kit.index.IndexedRights;
import org.periapsis.kit.kafka.KafkaAccess;
import org.periapsis.kit.kafka.KafkaEventPublisher;
import org.periapsis.kit.rights.Level;
import org.periapsis.kit.rights.Person;
import org.periapsis.kit.rights.ProductRights;
import org.periapsis.session.domain.request.RequestLimits;

/** Real Kafka, PostgreSQL, S3 and registry around the API; the scheduler and the agents write their facts as themselves. */
final class ApiStack {
    static final long SECONDS = 120;
    private static final List<String> TABLES =
            List.of("entity", "run", "site", "datalab", "datalab_name", "moment", "traffic", "traffic_source");

    final Vertx vertx = Vertx.vertx();
    final EmbeddedStack stack;
    final TestIssuer issuer;
    final int peers;
    /** What the indexer was asked. */
    final List<JsonObject> resolved = new ArrayList<>();

    private final Map<String, KafkaEventPublisher> writers = new HashMap<>();
    private SessionApiApp app;

    ApiStack(Path directory) throws Exception {
        stack = EmbeddedStack.start(vertx, StackSettings.forTest(directory, "esac", "jive"));
        issuer = new TestIssuer(vertx);
        peers = get(vertx.createHttpServer().requestHandler(this::peer).listen(0, "127.0.0.1"))
                .actualPort();
    }

    static <T> T get(Future<T> future) throws Exception {
        return future.await(SECONDS, TimeUnit.SECONDS);
    }

    void start() throws Exception {
        app = another(
                stack.postgresConfig("session-manager").port(),
                stack.s3Access("session-manager").endpoint().getPort());
    }

    ApiClient client(SessionApiApp instance, String subject, String team, String... roles) {
        return new ApiClient(instance.port(), issuer.token(subject, team, roles));
    }

    /**
     * One more instance, ready.
     *
     * @param database port by which it reaches PostgreSQL
     * @param objects port by which it reaches the store
     */
    SessionApiApp another(int database, int objects) throws Exception {
        S3Access s3 = stack.s3Access("session-manager");
        URI peer = URI.create("http://127.0.0.1:" + peers);
        PostgresConfig postgres = stack.postgresConfig("session-manager");
        SessionApiApp started = get(SessionApiApp.start(
                vertx,
                new SessionApiConfig(
                        stack.kafkaConfig("session-manager"),
                        new PostgresConfig(
                                postgres.host(),
                                database,
                                postgres.database(),
                                postgres.user(),
                                postgres.password(),
                                postgres.schema(),
                                postgres.pool()),
                        new HttpConfig("127.0.0.1", 0, TestIssuer.NAME, issuer.publicKey()),
                        new SessionApiConfig.Manifests(
                                URI.create("http://127.0.0.1:" + objects),
                                s3.region(),
                                "hub-manifests",
                                s3.identity(),
                                new Secret(s3.secret())),
                        new SessionApiConfig.Peers(peer, peer, new Secret("service")),
                        "hub",
                        RequestLimits.standard())));
        Instant deadline = Instant.now().plusSeconds(SECONDS);
        ApiClient anybody = new ApiClient(started.port(), null);
        while (anybody.get("/health/ready").status() != 200) {
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError(anybody.get("/health/ready").text());
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return started;
    }

    void stop() throws Exception {
        get(app.stop());
    }

    ApiClient client(String subject, String team, String... roles) {
        return new ApiClient(app.port(), issuer.token(subject, team, roles));
    }

    /** Stands in for the indexer's and the scheduler's HTTP side, which are other modules'. */
    private void peer(HttpServerRequest request) {
        request.body().onSuccess(buffer -> {
            JsonObject body = buffer.toJsonObject();
            if (request.path().equals("/placements/preview")) {
                request.response()
                        .end(new JsonObject()
                                .put("outcome", "start")
                                .put("asked", body)
                                .encode());
                return;
            }
            if (request.path().equals("/products/rights")) {
                JsonArray products = new JsonArray();
                body.getJsonArray("ids")
                        .forEach(id -> products.add(IndexedRights.json(id.toString(), rights(id.toString()))));
                request.response()
                        .end(new JsonObject().put("products", products).encode());
                return;
            }
            synchronized (resolved) {
                resolved.add(body);
            }
            JsonArray entries = new JsonArray();
            JsonArray refused = new JsonArray();
            for (Object id : body.getJsonArray("ids", new JsonArray(List.of("ivo://a/q?esac-1")))) {
                if (id.toString().contains("secret")) {
                    refused.add(new JsonObject().put("id", id).put("reason", "unknown"));
                } else {
                    entries.add(entry(id.toString()));
                }
            }
            request.response()
                    .end(new JsonObject()
                            .put("entries", entries)
                            .put("refused", refused)
                            .encode());
        });
    }

    /** What has "mine" in its id is ada's; the rest is public. */
    private static ProductRights rights(String id) {
        return new ProductRights(
                id.contains("mine") ? Level.PROPRIETARY : Level.PUBLIC,
                Optional.empty(),
                "a",
                Optional.of(new Person(TestIssuer.NAME, "ada")),
                Optional.empty(),
                false);
    }

    private static JsonObject entry(String id) {
        String site = id.contains("jive") ? "jive" : "esac";
        JsonObject object = new JsonObject()
                .put("bucket", site + "-products")
                .put("key", "k/" + id.hashCode())
                .put("size", 100)
                .put("sha256", "0".repeat(64))
                .put("name", "a.fits");
        return new JsonObject()
                .put("id", id)
                .put("revision", 1)
                .put("bytes", 100)
                .put("sha256", "0".repeat(64))
                .put("files", new JsonArray())
                .put(
                        "replicas",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("site", site)
                                        .put("kind", "object")
                                        .put("size", 100)
                                        .put("objects", new JsonArray().add(object))))
                .put("obscore", new JsonObject().put("obs_publisher_did", id).put("s_ra", 10.5));
    }

    /** Writes a fact as the account that may. @return its position, for a reader who wants to see it */
    String fact(String account, SpecificRecord data, String subject) throws Exception {
        String site = account.contains("-") ? account.substring(account.indexOf('-') + 1) : "hub";
        KafkaEventPublisher writer = writers.computeIfAbsent(
                account,
                name -> new KafkaEventPublisher(
                        vertx, new KafkaAccess(stack.kafkaConfig(name), name), new EventCodec(ids(name)), site, name));
        return get(writer.publish(new Event<>(
                        UUID.randomUUID().toString(), "/test", subject, Instant.now(), Optional.empty(), data)))
                .toString();
    }

    private ConfluentSchemaIds ids(String account) {
        KafkaConfig kafka = stack.kafkaConfig(account);
        return new ConfluentSchemaIds(new RegistryConfig(
                List.of(kafka.registry()),
                kafka.registryUser()
                        .map(user -> user.name() + ":" + user.password().value()),
                Duration.ofSeconds(10)));
    }

    /** @return every record of a hub topic, read by somebody who may read all */
    List<SpecificRecord> log(Topic topic) {
        List<SpecificRecord> found = new ArrayList<>();
        EventCodec codec = new EventCodec(ids("notifier"));
        Map<String, Object> properties = new KafkaAccess(stack.kafkaConfig("notifier"), "test").consumer("log");
        try (KafkaConsumer<String, byte[]> reader = new KafkaConsumer<>(properties)) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (int i = 0; i < topic.partitions(); i++) {
                partitions.add(new TopicPartition(topic.name("", ""), i));
            }
            reader.assign(partitions);
            reader.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = reader.endOffsets(partitions);
            while (partitions.stream().anyMatch(each -> reader.position(each) < ends.get(each))) {
                for (ConsumerRecord<String, byte[]> record : reader.poll(Duration.ofMillis(100))) {
                    if (codec.decode(record.value(), record.headers()) instanceof Decoded.Known known) {
                        found.add(known.event().data());
                    }
                }
            }
        }
        return found;
    }

    /** @return every row of the view, as text, by table */
    Map<String, List<String>> rows() throws Exception {
        Map<String, List<String>> all = new TreeMap<>();
        try (Connection connection = stack.database().superuser();
                Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                List<String> rows = new ArrayList<>();
                try (ResultSet result = statement.executeQuery("select * from session_manager." + table)) {
                    ResultSetMetaData columns = result.getMetaData();
                    while (result.next()) {
                        StringBuilder row = new StringBuilder();
                        for (int i = 1; i <= columns.getColumnCount(); i++) {
                            row.append(columns.getColumnName(i))
                                    .append('=')
                                    .append(result.getString(i))
                                    .append(' ');
                        }
                        rows.add(row.toString());
                    }
                }
                rows.sort(null);
                all.put(table, rows);
            }
        }
        return all;
    }

    /** Throws the view away. */
    void drop() throws Exception {
        try (Connection connection = stack.database().superuser();
                Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                statement.execute("truncate session_manager." + table);
            }
            statement.execute("truncate session_manager.applied");
        }
    }

    void close() throws Exception {
        for (KafkaEventPublisher writer : writers.values()) {
            get(writer.close());
        }
        stack.close();
        get(vertx.close());
    }
}
