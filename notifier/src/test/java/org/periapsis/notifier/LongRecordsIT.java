package org.periapsis.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.embedded.Patience;
import org.periapsis.embedded.stack.EmbeddedStack;
import org.periapsis.embedded.stack.StackSettings;
import org.periapsis.events.BasketChanged;
import org.periapsis.events.codec.Event;
import org.periapsis.events.codec.EventCodec;
import org.periapsis.events.registry.ConfluentSchemaIds;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.auth.IssuerPair;
import org.periapsis.kit.auth.Tokens;
import org.periapsis.kit.config.HttpConfig;
import org.periapsis.kit.kafka.KafkaAccess;
import org.periapsis.kit.kafka.KafkaEventPublisher;
import org.periapsis.kit.kafka.Position;
import org.periapsis.kit.observe.Observer;
import org.periapsis.notifier.adapter.http.EventRoutes.StreamLimits;
import org.periapsis.notifier.adapter.http.EventStreams;
import org.periapsis.notifier.adapter.kafka.KafkaLog;
import org.periapsis.notifier.domain.Cursor;
import org.periapsis.notifier.domain.LogEvent;
import org.periapsis.notifier.domain.LogHistory;
import org.periapsis.notifier.domain.Partition;
import org.periapsis.notifier.domain.Place;
import org.periapsis.notifier.domain.Tail;

/** A topic of records that are as long as they may be: what is read of it for people is bounded in bytes. */
class LongRecordsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int RECORDS = 60;
    private static final int IDS = 9_999;
    private static final long RECORD = 800_000;
    private static final UUID BASKET = UUID.randomUUID();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final List<Position> WRITTEN = new ArrayList<>();

    @TempDir
    static Path directory;

    private static Vertx vertx;
    private static EmbeddedStack stack;
    private static Tokens tokens;
    private static NotifierApp app;

    @BeforeAll
    static void start() throws Exception {
        vertx = Vertx.vertx();
        stack = EmbeddedStack.start(vertx, StackSettings.forTest(directory, "esac"));
        IssuerPair pair = IssuerPair.make();
        String key = pair.publicKey();
        tokens = Tokens.issuing(vertx, Samples.ISSUER, key, pair.privateKey());
        app = get(NotifierApp.start(
                vertx,
                new NotifierConfig(
                        new HttpConfig("127.0.0.1", 0, Samples.ISSUER, key),
                        stack.kafkaConfig("notifier"),
                        10_000,
                        new StreamLimits(4, 50, 50, 60, Duration.ofSeconds(15), Duration.ofMinutes(5)),
                        Optional.of(new NotifierConfig.History(stack.postgresConfig("notifier"), false)),
                        Optional.empty())));
        KafkaEventPublisher writer = new KafkaEventPublisher(
                vertx,
                new KafkaAccess(stack.kafkaConfig("portal"), "portal"),
                new EventCodec(
                        new ConfluentSchemaIds(stack.kafkaConfig("portal").registryConfig())),
                "hub",
                "portal");
        for (int i = 0; i < RECORDS; i++) {
            // One subject each, so that compaction takes none.
            WRITTEN.add(get(writer.publish(new Event<>(
                    UUID.randomUUID().toString(),
                    "/test",
                    UUID.randomUUID().toString(),
                    Samples.TIME.plusSeconds(i),
                    Optional.empty(),
                    basket(i + 1)))));
        }
        get(writer.close());
    }

    @AfterAll
    static void stop() throws Exception {
        get(app.stop());
        stack.close();
        get(vertx.close());
    }

    /** Ids that do not pack well. */
    private static BasketChanged basket(int version) {
        Random random = new Random(version);
        byte[] id = new byte[57];
        return BasketChanged.newBuilder()
                .setBasketId(BASKET)
                .setOwner(Samples.ADA)
                .setName("long")
                .setVersion(version)
                .setExpectedVersion(version - 1)
                .setProductIds(IntStream.range(0, IDS)
                        .mapToObj(each -> {
                            random.nextBytes(id);
                            return "ivo:" + Base64.getUrlEncoder().encodeToString(id);
                        })
                        .toList())
                .build();
    }

    @Test
    void whatIsReadOfTheLogForOneAnswerIsBoundedInBytesAndThePlacesGoOn() throws Exception {
        KafkaLog log = new KafkaLog(
                new KafkaAccess(stack.kafkaConfig("notifier"), "test"),
                new EventCodec(
                        new ConfluentSchemaIds(stack.kafkaConfig("notifier").registryConfig())),
                new Tail(16, RECORD),
                new Observer("notifier", ""),
                () -> {});
        log.start();
        try {
            List<Place> places = new ArrayList<>();
            for (int i = RECORDS - 1; i >= 0; i--) {
                Position at = WRITTEN.get(i);
                places.add(new Place(
                        Samples.TIME.plusSeconds(i), new Partition("", Topic.BASKETS, at.partition()), at.offset()));
            }
            List<Place> got = new ArrayList<>();
            while (got.size() < 10) {
                List<Place> asked = places.subList(got.size(), got.size() + 25);
                LogHistory.Placed placed =
                        log.history().at(asked).toCompletableFuture().get(30, TimeUnit.SECONDS);
                assertThat(placed.places())
                        .isBetween(1, 3)
                        .isEqualTo(placed.events().size());
                assertThat(size(placed.events())).isGreaterThan(RECORD).isLessThanOrEqualTo(2 << 20);
                placed.events().forEach(event -> got.add(event.place()));
            }
            assertThat(got).isEqualTo(places.subList(0, got.size()));

            Set<Topic> topics = Set.of(Topic.BASKETS);
            Cursor end = Cursor.beginning(topics);
            for (Position at : WRITTEN) {
                end = end.advanced(Map.of(new Partition("", Topic.BASKETS, at.partition()), at.offset() + 1));
            }
            Cursor cursor = Cursor.beginning(topics);
            List<Place> chunks = new ArrayList<>();
            while (!cursor.behind(end).isEmpty()) {
                LogHistory.Chunk chunk =
                        log.history().read(cursor, end).toCompletableFuture().get(30, TimeUnit.SECONDS);
                assertThat(chunk.events()).hasSizeLessThanOrEqualTo(1);
                chunk.events().forEach(event -> chunks.add(event.place()));
                cursor = cursor.advanced(chunk.moves());
            }
            assertThat(chunks).containsExactlyInAnyOrderElementsOf(places);
        } finally {
            get(log.stop(vertx));
        }
    }

    @Test
    void aPageEndsWithTheBytesReadForItAndThePagesTogetherAreWhole() throws Exception {
        List<String> all = new ArrayList<>();
        Optional<String> next = Optional.of("");
        while (next.isPresent()) {
            HttpResponse<String> answer = history("ada", 200, next.get()).get(60, TimeUnit.SECONDS);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            JsonObject page = new JsonObject(answer.body());
            // 16 MiB of records.
            assertThat(page.getJsonArray("items").size()).isBetween(1, 21);
            page.getJsonArray("items").forEach(item -> all.add(((JsonObject) item).getString("time")));
            next = Optional.ofNullable(page.getString("next")).map(text -> "&before=" + text);
        }
        assertThat(all)
                .containsExactlyElementsOf(IntStream.iterate(RECORDS - 1, i -> i >= 0, i -> i - 1)
                        .mapToObj(i -> Samples.TIME.plusSeconds(i).toString())
                        .toList());
    }

    @Test
    void whoAsksForManyAtOnceWaitsInALineOfTheirOwnWhichEnds() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> many = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            many.add(history("ada", 1, ""));
        }
        HttpResponse<String> other = history("ben", 1, "").get(60, TimeUnit.SECONDS);
        assertThat(other.statusCode()).as(other.body()).isEqualTo(200);
        List<HttpResponse<String>> refused = new ArrayList<>();
        int answered = 0;
        for (CompletableFuture<HttpResponse<String>> each : many) {
            HttpResponse<String> answer = each.get(60, TimeUnit.SECONDS);
            assertThat(answer.statusCode()).as(answer.body()).isIn(200, 429);
            answered += answer.statusCode() == 200 ? 1 : 0;
            if (answer.statusCode() == 429) {
                refused.add(answer);
            }
        }
        assertThat(answered).isPositive();
        assertThat(refused).isNotEmpty();
        assertThat(refused)
                .allMatch(answer -> answer.headers().firstValue("Retry-After").isPresent());
    }

    @Test
    void streamsThatStandStillHoldFewBytesAndNoTurns() throws Exception {
        List<SseReader> still = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            SseReader reader = stream("operator-" + i / 4);
            reader.pause();
            still.add(reader);
        }
        SseReader reads = stream("operator-reads");
        List<Double> held = new ArrayList<>();
        Patience.until("all is read by who reads", PATIENCE, () -> {
            held.add(gauge(EventStreams.CATCH_UP_BYTES));
            return reads.events().size() >= RECORDS;
        });
        // Eight at once, each a record that is longer than a chunk.
        assertThat(held).allMatch(bytes -> bytes <= 8 * 2 * RECORD);
        assertThat(reads.ids()).hasSize(RECORDS).doesNotHaveDuplicates();
        assertThat(gauge(EventStreams.TAIL_BYTES)).isLessThanOrEqualTo(16 << 20);
        reads.cut();
        for (SseReader each : still) {
            each.cut();
        }
        Patience.until("nothing is held for who is gone", PATIENCE, () -> gauge(EventStreams.CATCH_UP_BYTES) == 0);
    }

    private static double gauge(String name) {
        return app.observer().metrics().get(name).gauge().value();
    }

    private static SseReader stream(String operator) throws Exception {
        return SseReader.open(vertx, app.port(), "?topic=baskets&from=earliest", token(operator, "operator"), null);
    }

    private static long size(List<LogEvent> events) {
        return events.stream().mapToLong(LogEvent::size).sum();
    }

    private static CompletableFuture<HttpResponse<String>> history(String person, int limit, String more) {
        return HTTP.sendAsync(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + app.port() + "/events/history?about=" + BASKET
                                + "&limit=" + limit + more))
                        .header("Authorization", "Bearer " + token(person, "user"))
                        .header(Position.HEADER, WRITTEN.get(RECORDS - 1).toString())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String token(String subject, String role) {
        return tokens.issue(subject, subject, List.of(role), List.of(), Duration.ofMinutes(10));
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
