package org.periapsis.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.embedded.Cable;
import org.periapsis.embedded.Hostile;
import org.periapsis.embedded.Patience;
import org.periapsis.embedded.stack.EmbeddedStack;
import org.periapsis.embedded.stack.StackSettings;
import org.periapsis.events.DataRights;
import org.periapsis.events.RunLost;
import org.periapsis.events.TransferCompleted;
import org.periapsis.events.codec.Event;
import org.periapsis.events.codec.EventCodec;
import org.periapsis.events.registry.ConfluentSchemaIds;
import org.periapsis.kit.auth.IssuerPair;
import org.periapsis.kit.auth.Tokens;
import org.periapsis.kit.config.HttpConfig;
import org.periapsis.kit.config.PostgresConfig;
import org.periapsis.kit.config.Secret;
import org.periapsis.kit.kafka.KafkaAccess;
import org.periapsis.kit.kafka.KafkaEventPublisher;
import org.periapsis.kit.kafka.Position;
import org.periapsis.kit.postgres.ViewStore;
import org.periapsis.notifier.adapter.http.EventRoutes.StreamLimits;

/** What happened to an id, on real Kafka and PostgreSQL. */
class HistoryIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Instant START = Instant.parse("2026-11-22T00:00:00Z");

    @TempDir
    static Path directory;

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Map<String, KafkaEventPublisher> WRITERS = new HashMap<>();
    private static Vertx vertx;
    private static EmbeddedStack stack;
    private static Tokens tokens;
    private static HttpConfig http;
    private static NotifierApp app;

    @BeforeAll
    static void start() throws Exception {
        vertx = Vertx.vertx();
        stack = EmbeddedStack.start(vertx, StackSettings.forTest(directory, "esac", "jive"));
        IssuerPair pair = IssuerPair.make();
        String key = pair.publicKey();
        tokens = Tokens.issuing(vertx, Samples.ISSUER, key, pair.privateKey());
        http = new HttpConfig("127.0.0.1", 0, Samples.ISSUER, key);
        app = get(NotifierApp.start(vertx, config(false)));
    }

    private static NotifierConfig config(boolean rebuild) {
        return config(rebuild, stack.postgresConfig("notifier"), Optional.empty());
    }

    private static NotifierConfig config(
            boolean rebuild, PostgresConfig database, Optional<NotifierConfig.Index> index) {
        return new NotifierConfig(
                http,
                stack.kafkaConfig("notifier"),
                64,
                new StreamLimits(4, 50, 50, 60, Duration.ofSeconds(15), Duration.ofMinutes(5)),
                Optional.of(new NotifierConfig.History(database, rebuild)),
                index);
    }

    @AfterAll
    static void stop() throws Exception {
        for (KafkaEventPublisher writer : WRITERS.values()) {
            get(writer.close());
        }
        get(app.stop());
        stack.close();
        get(vertx.close());
    }

    @Test
    void whateverIsAskedForIsAnswered() throws Exception {
        List<String> failures = new ArrayList<>();
        for (String text : Hostile.texts()) {
            String value = Hostile.percent(text);
            String place = java.util.Base64.getUrlEncoder()
                    .encodeToString((text + " 0 " + text + " 0 0").getBytes(StandardCharsets.UTF_8));
            for (String query : List.of(
                    "/events/history?about=" + value,
                    "/events/history?about=x&before=" + value,
                    "/events/history?about=x&before=" + place,
                    "/events?after=" + value,
                    "/events?from=" + value,
                    "/events?type=" + value + "&site=" + value)) {
                HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + app.port() + query))
                        .method(query.startsWith("/events?") ? "HEAD" : "GET", HttpRequest.BodyPublishers.noBody())
                        .build();
                HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() >= 500) {
                    failures.add(query + " -> " + answer.statusCode() + " " + answer.body());
                }
            }
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void withoutItsDatabaseItSaysSoAndStreamsGoOnAndAnExpiredTokenIsTold() throws Exception {
        PostgresConfig real = stack.postgresConfig("notifier");
        String expired = tokens.issue("notifier", "notifier", List.of("service"), List.of(), Duration.ofMinutes(-1));
        try (Cable cable = Cable.to(real.port())) {
            PostgresConfig cabled = new PostgresConfig(
                    real.host(),
                    cable.port(),
                    real.database(),
                    real.user(),
                    real.password(),
                    real.schema(),
                    real.pool());
            NotifierConfig.Index index =
                    new NotifierConfig.Index(URI.create("http://127.0.0.1:1"), new Secret(expired));
            NotifierApp second = get(NotifierApp.start(vertx, config(false, cabled, Optional.of(index))));
            try {
                assertThat(check(second, "service-token").getString("detail")).contains("expired");
                assertThat(check(second, "service-token").getBoolean("up")).isFalse();
                Patience.until("it is up", PATIENCE, () -> up(second));
                cable.pull();
                Patience.until("it is told", PATIENCE, () -> !up(second));
                HttpResponse<String> history = at(second, "GET", "/events/history?about=x");
                assertThat(history.statusCode()).as(history.body()).isEqualTo(503);
                assertThat(history.headers().firstValue("Retry-After")).isPresent();
                assertThat(at(second, "HEAD", "/events").statusCode()).isEqualTo(200);
                assertThat(at(second, "GET", "/health/live").statusCode()).isEqualTo(200);
                cable.plug();
                Patience.until("it is back", PATIENCE, () -> up(second));
            } finally {
                get(second.stop());
            }
        }
    }

    private static boolean up(NotifierApp notifier) {
        try {
            return check(notifier, "postgres").getBoolean("up");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonObject check(NotifierApp notifier, String part) throws Exception {
        return new JsonObject(at(notifier, "GET", "/health/ready").body())
                .getJsonObject("checks")
                .getJsonObject(part);
    }

    private static HttpResponse<String> at(NotifierApp notifier, String method, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + notifier.port() + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void tellsTheLifeOfASessionNewestFirstToItsOwnerAndNobodyElse() throws Exception {
        UUID session = UUID.randomUUID();
        write("agent-jive", 1, session.toString(), Samples.accepted(session, "jive"));
        write("agent-jive", 3, session.toString(), lost(session));
        UUID transfer = UUID.randomUUID();
        Position last = write(
                "ingest-jive",
                2,
                transfer.toString(),
                new TransferCompleted(transfer, session, "esac", "jive", 5L, 1.0));
        Position run = write("agent-jive", 4, session.toString(), Samples.accepted(session, "jive"));
        String seen = last + "," + run;

        // Transfers are for operators, as in the stream.
        assertThat(types(page(operator(), session.toString(), "", seen)))
                .containsExactly("RunAccepted", "RunLost", "TransferCompleted", "RunAccepted");
        List<String> own = types(page(token("ada", "user"), session.toString(), "", seen));
        assertThat(own).containsExactly("RunAccepted", "RunLost", "RunAccepted");
        assertThat(types(page(token("bob", "user"), session.toString(), "", seen)))
                .isEmpty();
        assertThat(types(page(null, session.toString(), "", seen))).isEmpty();
        assertThat(types(page(operator(), session + "/0", "", seen))).hasSize(3);
        JsonObject item = page(operator(), transfer.toString(), "", seen)
                .getJsonArray("items")
                .getJsonObject(0);
        assertThat(item.getString("topic")).isEqualTo("jive.periapsis.transfers.v1");
        assertThat(item.getLong("offset")).isEqualTo(last.offset());
        assertThat(item.getString("subject")).isEqualTo(transfer.toString());
        assertThat(item.getString("site")).isEqualTo("jive");
        assertThat(item.getJsonObject("data").getLong("bytes")).isEqualTo(5);
    }

    @Test
    void pagesWithoutLossOrRepeatAlsoPastWhatTheCallerMayNotSee() throws Exception {
        String id = "ivo://esa/paged?1";
        Position last = null;
        for (int i = 0; i < 25; i++) {
            DataRights rights = i % 5 == 0 ? DataRights.PUBLIC : DataRights.PROPRIETARY;
            last = write("indexer", i, id, Samples.indexed(id, rights, null));
        }
        List<Long> all = new ArrayList<>();
        String next = "";
        do {
            JsonObject page = page(operator(), id, "&limit=10" + next, last.toString());
            assertThat(page.getJsonArray("items").size()).isLessThanOrEqualTo(10);
            page.getJsonArray("items").forEach(item -> all.add(((JsonObject) item).getLong("offset")));
            next = page.containsKey("next") ? "&before=" + page.getString("next") : null;
        } while (next != null);
        assertThat(all).hasSize(25).doesNotHaveDuplicates().isSortedAccordingTo((a, b) -> Long.compare(b, a));
        JsonObject open = page(null, id, "&limit=3", last.toString());
        assertThat(open.getJsonArray("items")).hasSize(3);
        JsonObject rest = page(null, id, "&limit=3&before=" + open.getString("next"), last.toString());
        assertThat(rest.getJsonArray("items")).hasSize(2);
        assertThat(rest.containsKey("next")).isFalse();
    }

    @Test
    void whatTheLogNoLongerHoldsIsLeftOut() throws Exception {
        String id = "ivo://esa/retained?1";
        Position first = write("indexer", 1, id, Samples.indexed(id, DataRights.PUBLIC, null));
        Position second = write("indexer", 2, id, Samples.indexed(id, DataRights.PUBLIC, null));
        assertThat(types(page(null, id, "", second.toString()))).hasSize(2);
        try (Admin admin = stack.kafka().admin()) {
            admin.deleteRecords(Map.of(
                            new TopicPartition(first.topic(), first.partition()),
                            RecordsToDelete.beforeOffset(second.offset())))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
        assertThat(types(page(null, id, "", second.toString()))).hasSize(1);
    }

    @Test
    void comesToTheSameViewWhenItIsMadeAnew() throws Exception {
        UUID session = UUID.randomUUID();
        Position last = write("agent-esac", 1, session.toString(), Samples.accepted(session, "esac"));
        page(operator(), session.toString(), "", last.toString());
        List<String> before = rows();
        assertThat(before).isNotEmpty();
        get(app.stop());
        app = get(NotifierApp.start(vertx, config(true)));
        page(operator(), session.toString(), "", last.toString());
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!rows().equals(before) && System.nanoTime() < end) {
            Thread.sleep(50);
        }
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void namesTheParameterOfABadQuestion() throws Exception {
        for (String query : List.of("", "?about=", "?about=x&limit=0", "?about=x&limit=201", "?about=x&limit=a")) {
            HttpResponse<String> refused = send(null, query, null);
            assertThat(refused.statusCode()).as(query).isEqualTo(400);
            assertThat(new JsonObject(refused.body()).getString("field"))
                    .as(query)
                    .isEqualTo(query.contains("limit") ? "limit" : "about");
        }
        HttpResponse<String> bad = send(null, "?about=x&before=nonsense", null);
        assertThat(bad.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(bad.body()).getString("field")).isEqualTo("before");
        assertThat(page(null, "'; drop table history; --", "", null).getJsonArray("items"))
                .isEmpty();
    }

    @Test
    void aHeadTellsWhatAStreamWouldBeAndEnds() throws Exception {
        HttpResponse<String> head = HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + app.port() + "/events"))
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .timeout(Duration.ofSeconds(30))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("content-type")).hasValue("text/event-stream");
    }

    private static RunLost lost(UUID session) {
        return new RunLost(Samples.accepted(session, "jive").getRun(), "gone");
    }

    private static Position write(String account, int second, String subject, SpecificRecord data) throws Exception {
        String site = account.contains("-") ? account.substring(account.indexOf('-') + 1) : "hub";
        KafkaEventPublisher writer = WRITERS.computeIfAbsent(
                account,
                name -> new KafkaEventPublisher(
                        vertx,
                        new KafkaAccess(stack.kafkaConfig(name), name),
                        new EventCodec(
                                new ConfluentSchemaIds(stack.kafkaConfig(name).registryConfig())),
                        site,
                        name));
        return get(writer.publish(new Event<>(
                UUID.randomUUID().toString(), "/test", subject, START.plusSeconds(second), Optional.empty(), data)));
    }

    /** Of the site whose log no test shortens. */
    private static List<String> rows() throws Exception {
        List<String> rows = new ArrayList<>();
        try (Connection connection = ViewStore.open(stack.postgresConfig("notifier"));
                Statement statement = connection.createStatement();
                ResultSet result =
                        statement.executeQuery("select t::text from history t where site = 'esac' order by 1")) {
            while (result.next()) {
                rows.add(result.getString(1));
            }
        }
        return rows;
    }

    private static List<String> types(JsonObject page) {
        return page.getJsonArray("items").stream()
                .map(item -> ((JsonObject) item).getString("type").replace("org.periapsis.", ""))
                .toList();
    }

    private static JsonObject page(String token, String about, String query, String position) throws Exception {
        HttpResponse<String> answer =
                send(token, "?about=" + URLEncoder.encode(about, StandardCharsets.UTF_8) + query, position);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    private static HttpResponse<String> send(String token, String query, String position) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + app.port() + "/events/history" + query));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (position != null) {
            request.header(Position.HEADER, position);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String operator() {
        return token("eve", "operator");
    }

    private static String token(String subject, String role) {
        return tokens.issue(subject, subject, List.of(role), List.of(), Duration.ofMinutes(10));
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
