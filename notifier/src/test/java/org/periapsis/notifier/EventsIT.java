package org.periapsis.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.embedded.Patience;
import org.periapsis.embedded.kafka.EmbeddedKafka;
import org.periapsis.embedded.kafka.KafkaSettings;
import org.periapsis.embedded.kafka.TopicSpec;
import org.periapsis.embedded.registry.EmbeddedRegistry;
import org.periapsis.embedded.registry.RegistrySettings;
import org.periapsis.events.DataRights;
import org.periapsis.events.codec.EventCodec;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.auth.IssuerPair;
import org.periapsis.kit.auth.Tokens;
import org.periapsis.kit.config.HttpConfig;
import org.periapsis.kit.config.KafkaConfig;
import org.periapsis.kit.config.Secret;
import org.periapsis.kit.kafka.KafkaAccess;
import org.periapsis.kit.kafka.KafkaEventPublisher;
import org.periapsis.kit.kafka.Position;
import org.periapsis.notifier.adapter.http.EventRoutes.StreamLimits;

/** The stream on a real broker: resumption, slow readers, rights. */
class EventsIT {
    private static final List<String> SITES = List.of("esac", "jive", "skao");
    private static final String PASSWORD = "test-password";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Small, so that a reader who stops is soon behind it. */
    private static final int TAIL = 64;

    @TempDir
    static Path directory;

    private static Vertx vertx;
    private static EmbeddedKafka kafka;
    private static EmbeddedRegistry registry;
    private static Tokens tokens;
    private static NotifierApp app;
    private static NotifierConfig config;
    private static KafkaEventPublisher hub;
    private static KafkaEventPublisher jive;

    @BeforeAll
    static void start() throws Exception {
        vertx = Vertx.vertx();
        registry = get(EmbeddedRegistry.start(
                vertx, new RegistrySettings(directory.resolve("registry"), 0, Map.of("admin", PASSWORD))));
        kafka = EmbeddedKafka.start(new KafkaSettings(directory, 0, PASSWORD, Map.of("notifier", PASSWORD)));
        kafka.createTopics(Stream.of(Topic.values())
                .flatMap(topic -> (topic.scope() == Topic.Scope.HUB ? List.of("") : SITES)
                        .stream()
                                .map(site -> new TopicSpec(
                                        topic.name("", site),
                                        topic.partitions(),
                                        topic.kept().kafkaConfig())))
                .toList());
        kafka.grant(Stream.of(AclOperation.READ, AclOperation.DESCRIBE)
                .map(operation -> new AclBinding(
                        new ResourcePattern(ResourceType.TOPIC, "*", PatternType.LITERAL),
                        new AccessControlEntry("User:notifier", "*", operation, AclPermissionType.ALLOW)))
                .toList());
        IssuerPair pair = IssuerPair.make();
        String key = pair.publicKey();
        tokens = Tokens.issuing(vertx, Samples.ISSUER, key, pair.privateKey());
        config = new NotifierConfig(
                new HttpConfig("127.0.0.1", 0, Samples.ISSUER, key),
                kafkaConfig("notifier"),
                TAIL,
                new StreamLimits(4, 50, 50, 60, Duration.ofMillis(300), Duration.ofMinutes(5)),
                Optional.empty(),
                Optional.empty());
        app = get(NotifierApp.start(vertx, config));
        EventCodec codec = new EventCodec(new NumberedSchemas());
        hub = new KafkaEventPublisher(vertx, new KafkaAccess(kafkaConfig("admin"), "t1"), codec, "hub", "t1");
        jive = new KafkaEventPublisher(vertx, new KafkaAccess(kafkaConfig("admin"), "t2"), codec, "jive", "t2");
    }

    @AfterAll
    static void stop() throws Exception {
        get(hub.close());
        get(jive.close());
        get(app.stop());
        get(vertx.close());
        kafka.close();
    }

    @Test
    void aReaderThatIsCutAgainAndAgainLosesNothingAndGetsNothingTwice() throws Exception {
        String run = UUID.randomUUID().toString();
        List<String> sent = new ArrayList<>();
        List<String> got = new ArrayList<>();
        Random random = new Random(11);
        String query = "?type=ProductIndexed,RunAccepted";
        String token = token("ada", "user");
        SseReader reader = SseReader.open(vertx, app.port(), query, token, null);
        for (int round = 0; round < 12; round++) {
            sent.addAll(publishMixed(run + "-" + round, 50 + random.nextInt(100)));
            int enough = random.nextInt(40);
            SseReader current = reader;
            until(() -> current.events().size() >= enough);
            reader.cut();
            // What is sent while nobody listens comes after.
            sent.addAll(publishMixed(run + "-" + round + "-away", random.nextInt(150)));
            got.addAll(reader.ids());
            reader = SseReader.open(vertx, app.port(), query, token, reader.lastId());
        }
        SseReader last = reader;
        int before = got.size();
        until(() -> before + last.events().size() >= sent.size());
        publish(hub, "end-" + run, Samples.indexed("end-" + run, DataRights.PUBLIC, null));
        until(() -> last.ids().contains("end-" + run));
        got.addAll(last.ids());
        last.cut();
        got.remove("end-" + run);
        assertThat(got).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(sent);
    }

    @Test
    void aReaderCutBeforeItsFirstEventResumesWhereItBegan() throws Exception {
        SseReader first = SseReader.open(vertx, app.port(), "?type=ProductIndexed", null, null);
        until(() -> !first.lastId().isEmpty());
        first.cut();
        String id = "before-first-" + UUID.randomUUID();
        publish(hub, id, Samples.indexed(id, DataRights.PUBLIC, null));
        SseReader second = SseReader.open(vertx, app.port(), "?type=ProductIndexed", null, first.lastId());
        until(() -> second.ids().contains(id));
        second.cut();
    }

    @Test
    void aReaderThatStopsReadingHoldsNobodyAndCatchesUpFromTheLog() throws Exception {
        SseReader slow = SseReader.open(vertx, app.port(), "?type=ProductIndexed&subject=slow", null, null);
        SseReader fast = SseReader.open(vertx, app.port(), "?type=ProductIndexed&subject=slow", null, null);
        until(() -> !slow.lastId().isEmpty() && !fast.lastId().isEmpty());
        slow.pause();
        List<String> sent = new ArrayList<>();
        // Far more than sockets and the tail hold.
        for (int round = 0; round < 40; round++) {
            List<Future<Position>> sends = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                String id = "slow-" + round + "-" + i;
                sent.add(id);
                sends.add(hub.publish(new org.periapsis.events.codec.Event<>(
                        id,
                        "/test",
                        "slow",
                        Samples.TIME,
                        Optional.empty(),
                        Samples.indexed(id + "-" + "x".repeat(400), DataRights.PUBLIC, null))));
            }
            get(Future.all(sends));
        }
        until(() -> fast.events().size() >= sent.size());
        assertThat(slow.events().size()).isLessThan(sent.size());
        slow.resume();
        until(() -> slow.events().size() >= sent.size());
        // One subject is one partition, so that also the order holds.
        assertThat(fast.ids()).containsExactlyElementsOf(sent);
        assertThat(slow.ids()).containsExactlyElementsOf(sent);
        slow.cut();
        fast.cut();
    }

    @Test
    void everybodyGetsWhatTheyMaySeeAndNothingElse() throws Exception {
        String run = UUID.randomUUID().toString();
        SseReader nobody = SseReader.open(vertx, app.port(), "", null, null);
        SseReader owner = SseReader.open(vertx, app.port(), "", token("ada", "user"), null);
        SseReader other = SseReader.open(vertx, app.port(), "", token("ben", "user"), null);
        SseReader operator = SseReader.open(vertx, app.port(), "", token("op", "operator"), null);
        publish(jive, "refused-" + run, Samples.refused());
        publish(jive, "run-" + run, Samples.accepted(UUID.randomUUID(), "jive"));
        publish(hub, "secret-" + run, Samples.indexed("secret", DataRights.PROPRIETARY, null));
        publish(hub, "public-" + run, Samples.indexed("secret", DataRights.PUBLIC, null));
        List<SseReader> all = List.of(nobody, owner, other, operator);
        until(() -> all.stream().allMatch(reader -> reader.ids().contains("public-" + run)));
        until(() -> owner.ids().contains("run-" + run) && operator.ids().contains("refused-" + run));
        assertThat(of(nobody, run)).containsExactly("public-" + run);
        assertThat(of(other, run)).containsExactly("public-" + run);
        assertThat(of(owner, run)).containsExactlyInAnyOrder("run-" + run, "secret-" + run, "public-" + run);
        assertThat(of(operator, run)).hasSize(4);
        for (SseReader reader : all) {
            reader.cut();
        }
    }

    @Test
    void readsFromAMomentAndFromTheBeginning() throws Exception {
        String run = UUID.randomUUID().toString();
        publish(hub, "old-" + run, Samples.indexed("t", DataRights.PUBLIC, null));
        Instant between = Instant.now().plusMillis(5);
        until(() -> Instant.now().isAfter(between));
        publish(hub, "new-" + run, Samples.indexed("t", DataRights.PUBLIC, null));
        SseReader since = SseReader.open(vertx, app.port(), "?type=ProductIndexed&from=" + between, null, null);
        SseReader all = SseReader.open(vertx, app.port(), "?type=ProductIndexed&from=earliest", null, null);
        until(() -> since.ids().contains("new-" + run) && all.ids().contains("new-" + run));
        assertThat(of(since, run)).containsExactly("new-" + run);
        assertThat(of(all, run)).containsExactly("old-" + run, "new-" + run);
        since.cut();
        all.cut();
    }

    @Test
    void tellsWhatTheLogNoLongerHolds() throws Exception {
        String run = UUID.randomUUID().toString();
        SseReader first = SseReader.open(vertx, app.port(), "?topic=transfers", token("op", "operator"), null);
        until(() -> !first.lastId().isEmpty());
        first.cut();
        Position lost = publish(jive, "lost-" + run, transfer());
        publish(jive, "kept-" + run, transfer());
        try (Admin admin = kafka.admin()) {
            admin.deleteRecords(Map.of(
                            new TopicPartition(lost.topic(), lost.partition()),
                            RecordsToDelete.beforeOffset(lost.offset() + 1)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
        SseReader second =
                SseReader.open(vertx, app.port(), "?topic=transfers", token("op", "operator"), first.lastId());
        until(() -> second.ids().contains("kept-" + run));
        assertThat(second.ids()).doesNotContain("lost-" + run);
        assertThat(second.gaps()).singleElement().asString().contains("\"site\":\"jive\"");
        second.cut();
    }

    @Test
    void refusesIdsAndNamesItDoesNotKnow() throws Exception {
        assertThat(status("?type=NoSuchType", null)).isEqualTo(400);
        assertThat(status("?topic=nothing", null)).isEqualTo(400);
        assertThat(status("?from=yesterday", null)).isEqualTo(400);
        assertThat(status("", "not-an-id")).isEqualTo(400);
    }

    @Test
    void oneCallerCannotTakeAllStreamsAndAnEndedOneIsFreeAgain() throws Exception {
        String token = token("greedy", "user");
        List<SseReader> open = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            open.add(SseReader.open(vertx, app.port(), "", token, null));
        }
        SseReader refused = SseReader.open(vertx, app.port(), "", token, null);
        assertThat(refused.status()).isEqualTo(429);
        refused.cut();
        open.get(0).cut();
        until(() -> {
            try {
                SseReader again = SseReader.open(vertx, app.port(), "", token, null);
                boolean taken = again.status() == 200;
                again.cut();
                return taken;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        for (SseReader reader : open.subList(1, 4)) {
            reader.cut();
        }
    }

    @Test
    void keepsQuietConnectionsOpenAndEndsThemWithTheirToken() throws Exception {
        String shortLived = tokens.issue("eve", "Eve", List.of("user"), List.of(), Duration.ofSeconds(3));
        SseReader reader = SseReader.open(vertx, app.port(), "?topic=federation", shortLived, null);
        until(() -> reader.comments() >= 2);
        until(reader::ended);
        reader.cut();
    }

    @Test
    void goesOnExactlyWhenAnotherInstanceAnswers() throws Exception {
        String run = UUID.randomUUID().toString();
        SseReader first = SseReader.open(vertx, app.port(), "?type=ProductIndexed", null, null);
        publish(hub, "one-" + run, Samples.indexed("i", DataRights.PUBLIC, null));
        until(() -> first.ids().contains("one-" + run));
        first.cut();
        publish(hub, "two-" + run, Samples.indexed("i", DataRights.PUBLIC, null));
        NotifierApp second = get(NotifierApp.start(vertx, config));
        try {
            SseReader resumed = SseReader.open(vertx, second.port(), "?type=ProductIndexed", null, first.lastId());
            publish(hub, "three-" + run, Samples.indexed("i", DataRights.PUBLIC, null));
            until(() -> resumed.ids().contains("three-" + run));
            assertThat(of(resumed, run)).containsExactly("two-" + run, "three-" + run);
            resumed.cut();
        } finally {
            get(second.stop());
        }
    }

    private static List<String> publishMixed(String run, int count) throws Exception {
        List<Future<Position>> sends = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String id = run + "-" + i;
            ids.add(id);
            sends.add(
                    i % 3 == 0
                            ? jive.publish(Samples.event(id, id, Samples.accepted(UUID.randomUUID(), "jive")))
                            : hub.publish(Samples.event(id, id, Samples.indexed(id, DataRights.PUBLIC, null))));
        }
        get(Future.all(sends));
        return ids;
    }

    private static Position publish(KafkaEventPublisher publisher, String id, SpecificRecord data) throws Exception {
        return get(publisher.publish(Samples.event(id, "same", data)));
    }

    private static SpecificRecord transfer() {
        return org.periapsis.events.TransferStarted.newBuilder()
                .setTransferId(UUID.randomUUID())
                .setEntityId(UUID.randomUUID())
                .setSourceSite("esac")
                .setTargetSite("jive")
                .setCount(1)
                .setBytes(1)
                .build();
    }

    private static List<String> of(SseReader reader, String run) {
        return reader.ids().stream().filter(id -> id.endsWith(run)).toList();
    }

    private static int status(String query, String lastId) throws Exception {
        SseReader reader = SseReader.open(vertx, app.port(), query, null, lastId);
        int status = reader.status();
        reader.cut();
        return status;
    }

    private static String token(String subject, String role) {
        return tokens.issue(subject, subject, List.of(role), List.of(), Duration.ofMinutes(10));
    }

    private static KafkaConfig kafkaConfig(String user) {
        return new KafkaConfig(
                kafka.bootstrapServers(),
                Optional.of(new KafkaConfig.Credentials(user, new Secret(PASSWORD))),
                false,
                "",
                registry.url().toString(),
                Optional.empty());
    }

    private static void until(Patience.Condition holds) {
        Patience.until("what was written", PATIENCE, holds);
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
