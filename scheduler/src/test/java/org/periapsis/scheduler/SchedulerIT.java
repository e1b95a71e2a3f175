package org.periapsis.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.periapsis.scheduler.Broker.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.embedded.EventLoopWatch;
import org.periapsis.events.*;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.kafka.TransactionalPublisher;

class SchedulerIT {
    private static final Owner ANNA = new Owner("https://periapsis.test", "anna");

    @TempDir
    static Path directory;

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static Broker broker;

    @BeforeAll
    static void start() throws Exception {
        broker = new Broker(directory);
        offer("esac");
        offer("jive");
    }

    @AfterAll
    static void stop() throws Exception {
        broker.close();
    }

    private static void offer(String site) throws Exception {
        broker.publish(
                site,
                site,
                SiteOffered.newBuilder()
                        .setSite(site)
                        .setAgent("agent-1")
                        .setAuthority("hub")
                        .setEndpoint("http://127.0.0.1:1")
                        .setCapacity(new Resources(8.0, 65536L, 0))
                        .setFree(new Resources(8.0, 65536L, 0))
                        .setRunning(0)
                        .setQueued(0)
                        .setRuntimes(List.of(new RuntimeOffer("process", true, null)))
                        .setDatalabs(List.of(new DatalabOffer("notebook", "1", true, null, 0.0)))
                        .setDeadlineS(600)
                        .build());
    }

    private static UUID ask(String site) throws Exception {
        UUID id = UUID.randomUUID();
        broker.publish("hub", id.toString(), session(id, site));
        return id;
    }

    private static SessionRequested session(UUID id, String site) {
        return SessionRequested.newBuilder()
                .setSessionId(id)
                .setOwner(ANNA)
                .setTeam("team")
                .setAuthority("hub")
                .setName("test")
                .setDatalab(new DatalabRef("notebook", "1", DatalabKind.SESSION))
                .setManifest(new ManifestRef("s3://hub-manifests/x", "00", 2, 1000L))
                .setShards(List.of(new Shard(List.of(site), new IndexRange(0, 2), 1000L)))
                .setResources(new Resources(0.5, 512L, 0))
                .setWish(Wish.WAIT)
                .setLeaseS(3600)
                .build();
    }

    private static List<RunPlaced> placements(List<SpecificRecord> decisions, UUID id) {
        return decisions.stream()
                .filter(RunPlaced.class::isInstance)
                .map(RunPlaced.class::cast)
                .filter(placed -> placed.getEntityId().equals(id))
                .toList();
    }

    private static RunPlaced placed(UUID id) {
        return placements(broker.decisions(all -> !placements(all, id).isEmpty()), id)
                .get(0);
    }

    private static RunRef ref(RunPlaced placed) {
        return RunRef.newBuilder()
                .setEntityId(placed.getEntityId())
                .setEntityKind(EntityKind.SESSION)
                .setRunId(placed.getRunId())
                .setEpoch(placed.getEpoch())
                .setSite(placed.getSite())
                .setAgent("agent-1")
                .setOwner(placed.getOwner())
                .setTeam(placed.getTeam())
                .setAuthority(placed.getAuthority())
                .build();
    }

    private static void ready(SchedulerApp app) throws Exception {
        long deadline = System.nanoTime() + Broker.PATIENCE.toNanos();
        while (!get(app, "/health/ready", "").getBoolean("ready")) {
            assertThat(System.nanoTime()).as("the scheduler leads").isLessThan(deadline);
            LockSupport.parkNanos(20_000_000);
        }
    }

    private static JsonObject get(SchedulerApp app, String path, String token) throws Exception {
        return call(app, "GET", path, token, null);
    }

    private static JsonObject call(SchedulerApp app, String method, String path, String token, JsonObject body)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + app.port() + path))
                .timeout(Broker.PATIENCE)
                .header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.encode()));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return new JsonObject(
                CLIENT.send(request.build(), BodyHandlers.ofString()).body());
    }

    private static String hash(SchedulerApp app) throws Exception {
        return get(app, "/state/hash", broker.token("operator")).getString("sha256");
    }

    private static JsonArray shards(int many) {
        JsonArray holders = new JsonArray();
        for (int i = 0; i < 60; i++) {
            holders.add("a-site-with-a-long-name-" + i);
        }
        JsonArray shards = new JsonArray();
        for (int i = 0; i < many; i++) {
            shards.add(new JsonObject().put("holders", holders).put("count", 1).put("bytes", 1000));
        }
        return shards;
    }

    @Test
    void placesBesideTheDataAsPreviewed() throws Exception {
        SchedulerApp app = await(SchedulerApp.start(broker.vertx, broker.scheduler()));
        try {
            ready(app);
            JsonObject question = new JsonObject()
                    .put("datalab", new JsonObject().put("id", "notebook").put("version", "1"))
                    .put(
                            "shards",
                            new JsonArray()
                                    .add(new JsonObject()
                                            .put("holders", new JsonArray().add("jive"))
                                            .put("count", 2)
                                            .put("bytes", 1000)))
                    .put("resources", new JsonObject().put("cores", 0.5).put("memory_mib", 512))
                    .put("wish", "remote");
            JsonObject preview = call(app, "POST", "/placements/preview", broker.token("user"), question);
            assertThat(preview.getString("outcome")).isEqualTo("start");
            assertThat(preview.getString("site")).isEqualTo("jive");
            assertThat(preview.getJsonArray("scores")).hasSize(2);
            assertThat(preview.getJsonArray("scores").getJsonObject(0).getDouble("transfer_s"))
                    .isPositive();
            UUID id = ask("jive");
            assertThat(placed(id).getSite()).isEqualTo("jive");
            assertThat(get(app, "/sites", broker.token("user")).getJsonArray("sites"))
                    .hasSize(2);
            assertThat(get(app, "/queue", broker.token("user")).getJsonArray("queue"))
                    .isEmpty();
            assertThat(call(app, "POST", "/placements/preview", "", question).getInteger("status"))
                    .isEqualTo(401);
            assertThat(call(app, "POST", "/placements/preview", broker.token("user"), new JsonObject())
                            .getInteger("status"))
                    .isEqualTo(400);
            JsonArray wrongAtItsEnd = shards(9_000).add(new JsonObject());
            try (EventLoopWatch watch = new EventLoopWatch("com.fasterxml.jackson", "io.vertx.json.schema")) {
                for (JsonArray shards : List.of(wrongAtItsEnd, shards(500))) {
                    JsonObject many = question.copy().put("shards", shards);
                    call(app, "POST", "/placements/preview", broker.token("user"), many);
                }
                assertThat(watch.heldUp()).isEmpty();
            }
            assertThat(get(app, "/state/hash", broker.token("user")).getInteger("status"))
                    .isEqualTo(403);
        } finally {
            await(app.stop());
        }
    }

    @Test
    void knowsTheSameAfterAReplay() throws Exception {
        SchedulerApp live = await(SchedulerApp.start(broker.vertx, broker.scheduler()));
        String before;
        try {
            UUID running = ask("esac");
            UUID ended = ask("jive");
            RunPlaced run = placed(running);
            broker.publish(
                    "esac",
                    running.toString(),
                    new RunReady(
                            ref(run), "http://127.0.0.1:1/x/", Instant.now().plusSeconds(3600)));
            RunPlaced other = placed(ended);
            broker.publish(
                    "jive",
                    ended.toString(),
                    RunExited.newBuilder()
                            .setRun(ref(other))
                            .setOutcome(Outcome.STOPPED)
                            .build());
            broker.decisions(all -> all.stream()
                    .anyMatch(e ->
                            e instanceof SessionConcluded c && c.getSessionId().equals(ended)));
            before = steady(live);
        } finally {
            await(live.stop());
        }
        List<SpecificRecord> decided = broker.decisions();
        SchedulerApp replayed = await(SchedulerApp.start(broker.vertx, broker.scheduler()));
        try {
            ready(replayed);
            assertThat(hash(replayed)).isEqualTo(before);
            UUID marker = ask("esac");
            RunPlaced next = placed(marker);
            assertThat(broker.decisions())
                    .as("a replay decides nothing anew")
                    .hasSize(decided.size() + 1)
                    .containsAll(decided)
                    .contains(next);
        } finally {
            await(replayed.stop());
        }
    }

    /** The readiness of the other session is the last fact that it must have read. */
    private static String steady(SchedulerApp app) throws Exception {
        long deadline = System.nanoTime() + Broker.PATIENCE.toNanos();
        String last = "";
        int same = 0;
        while (same < 200) {
            String now = hash(app);
            same = now.equals(last) ? same + 1 : 0;
            last = now;
            assertThat(System.nanoTime()).as("the state comes to rest").isLessThan(deadline);
        }
        return last;
    }

    @Test
    void whatWasProducedButNotCommittedTakesNoEffect() throws Exception {
        UUID id = ask("esac");
        try (KafkaProducer<String, byte[]> killed = new KafkaProducer<>(broker.impostorProperties())) {
            killed.initTransactions();
            killed.beginTransaction();
            RunPlaced half = RunPlaced.newBuilder()
                    .setEntityId(id)
                    .setEntityKind(EntityKind.SESSION)
                    .setRunId("0")
                    .setEpoch(1)
                    .setSite("jive")
                    .setOwner(ANNA)
                    .setTeam("team")
                    .setAuthority("hub")
                    .setDatalab(new DatalabRef("notebook", "1", DatalabKind.SESSION))
                    .setResources(new Resources(0.5, 512L, 0))
                    .setWish(Wish.WAIT)
                    .build();
            ProducerRecord<String, byte[]> record =
                    new ProducerRecord<>(Topic.DECISIONS.name("", ""), id.toString(), broker.codec.value(half));
            broker.codec.headers(Broker.event(id.toString(), half), record.headers());
            killed.send(record).get();
            // Killed here: it is on the broker and will never be committed.
            SchedulerApp app = await(SchedulerApp.start(broker.vertx, broker.scheduler()));
            try {
                assertThat(placed(id).getSite()).isEqualTo("esac");
                UUID marker = ask("jive");
                List<SpecificRecord> all =
                        broker.decisions(found -> !placements(found, marker).isEmpty());
                assertThat(placements(all, id)).extracting(RunPlaced::getEpoch).containsExactly(1);
            } finally {
                await(app.stop());
            }
            assertThatThrownBy(killed::commitTransaction).isInstanceOf(ProducerFencedException.class);
        }
    }

    @Test
    void ofTwoForTheLastOfAQuotaOneRunsAndTheOtherWaitsUntilItIsFree() throws Exception {
        broker.publish("hub", "small", new QuotaSet("small", 1, 0, 1, new Resources(100.0, 1L << 30, 0)));
        SchedulerApp app = await(SchedulerApp.start(broker.vertx, broker.scheduler()));
        try {
            ready(app);
            List<UUID> both = List.of(UUID.randomUUID(), UUID.randomUUID());
            for (UUID id : both) {
                SessionRequested asked = SessionRequested.newBuilder(session(id, "esac"))
                        .setTeam("small")
                        .build();
                broker.publish("hub", id.toString(), asked);
            }
            List<SpecificRecord> decided = broker.decisions(all -> all.stream().anyMatch(each -> waits(each, both))
                    && both.stream().anyMatch(id -> !placements(all, id).isEmpty()));
            RunWaiting waits = decided.stream()
                    .filter(each -> waits(each, both))
                    .map(RunWaiting.class::cast)
                    .findFirst()
                    .orElseThrow();
            assertThat(waits.getReason()).isEqualTo(WaitReason.QUOTA);
            UUID loser = waits.getEntityId();
            assertThat(placements(decided, loser)).isEmpty();
            RunPlaced winner = placed(both.get(1 - both.indexOf(loser)));
            broker.publish(
                    "esac",
                    winner.getEntityId().toString(),
                    RunExited.newBuilder()
                            .setRun(ref(winner))
                            .setOutcome(Outcome.STOPPED)
                            .build());
            assertThat(placed(loser).getEpoch()).isEqualTo(1);
        } finally {
            await(app.stop());
        }
    }

    private static boolean waits(SpecificRecord decision, List<UUID> ids) {
        return decision instanceof RunWaiting waiting && ids.contains(waiting.getEntityId());
    }

    @Test
    void aStandbyTakesOverAndTheOldOneIsFenced() throws Exception {
        TransactionalPublisher old = broker.impostor();
        SchedulerApp first = await(SchedulerApp.start(broker.vertx, broker.scheduler()));
        SchedulerApp second = await(SchedulerApp.start(broker.vertx, broker.scheduler()));
        try {
            UUID one = ask("esac");
            assertThat(placed(one).getEpoch()).isEqualTo(1);
            SessionStopRequested event = new SessionStopRequested(one, ANNA, "team", "hub", null);
            assertThatThrownBy(() -> old.commit(List.of(Broker.event(one.toString(), event)), Map.of(), null))
                    .isInstanceOfAny(ProducerFencedException.class, InvalidProducerEpochException.class);
            await(first.stop());
            UUID two = ask("jive");
            assertThat(placed(two).getEpoch()).isEqualTo(1);
            ready(second);
            // Somebody else takes the second's place for a moment: it forgets everything and begins anew.
            broker.impostor().close();
            UUID three = ask("esac");
            assertThat(placed(three).getEpoch()).isEqualTo(1);
            UUID marker = ask("esac");
            List<SpecificRecord> all =
                    broker.decisions(found -> !placements(found, marker).isEmpty());
            assertThat(placements(all, one)).hasSize(1);
            assertThat(placements(all, two)).hasSize(1);
            assertThat(placements(all, three)).hasSize(1);
        } finally {
            old.close();
            await(first.stop());
            await(second.stop());
        }
    }

    @Test
    void bytesThatNobodyCanReadGoToTheDeadLettersAndTheNextGoesOn() throws Exception {
        SchedulerApp app = await(SchedulerApp.start(broker.vertx, broker.scheduler()));
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(broker.writerProperties())) {
            producer.send(new ProducerRecord<>(
                            Topic.REQUESTS.name("", ""), "x", "rubbish".getBytes(StandardCharsets.UTF_8)))
                    .get();
            UUID id = ask("esac");
            assertThat(placed(id).getSite()).isEqualTo("esac");
            assertThat(broker.deadLetters(Topic.REQUESTS)).containsExactly("rubbish");
        } finally {
            await(app.stop());
        }
    }

    private static boolean setAside(SpecificRecord decision, UUID id) {
        return decision instanceof RunWaiting waiting
                && waiting.getEntityId().equals(id)
                && waiting.getReason() == WaitReason.SET_ASIDE;
    }

    private static List<String> kinds(UUID id) {
        return broker.letters(Topic.REQUESTS).stream()
                .filter(letter -> id.toString().equals(letter.key()))
                .map(letter -> Broker.header(letter, "periapsis-dlq-kind"))
                .toList();
    }

    private static void awaitKinds(UUID id, String... kinds) {
        long deadline = System.nanoTime() + Broker.PATIENCE.toNanos();
        while (!kinds(id).equals(List.of(kinds))) {
            assertThat(System.nanoTime()).as("letters %s", kinds(id)).isLessThan(deadline);
            LockSupport.parkNanos(50_000_000);
        }
    }

    @Test
    void aSessionThatThePlannerFailsOnIsSetAsideTheOthersGoOnAndARestartDoesNotBringItBack() throws Exception {
        SchedulerApp app = await(SchedulerApp.start(broker.vertx, broker.scheduler()));
        UUID hostile = UUID.randomUUID();
        String before;
        try {
            ready(app);
            // A lease whose end no calendar has: found by looking for what the planner cannot take.
            broker.publish(
                    "hub",
                    hostile.toString(),
                    SessionRequested.newBuilder(session(hostile, "esac"))
                            .setLeaseS(Long.MAX_VALUE)
                            .build());
            broker.decisions(all -> all.stream().anyMatch(each -> setAside(each, hostile)));
            assertThat(placed(ask("esac")).getSite()).isEqualTo("esac");
            JsonObject leader =
                    get(app, "/health/ready", "").getJsonObject("checks").getJsonObject("scheduler.leader");
            assertThat(leader.getBoolean("up")).isTrue();
            assertThat(leader.getString("detail")).contains("set aside: 1");
            awaitKinds(hostile, "set-aside");
            before = steady(app);
        } finally {
            await(app.stop());
        }
        SchedulerApp again = await(SchedulerApp.start(broker.vertx, broker.scheduler()));
        try {
            ready(again);
            assertThat(hash(again)).isEqualTo(before);
            assertThat(placed(ask("jive")).getSite()).isEqualTo("jive");
            awaitKinds(hostile, "set-aside");
            RunPlaced run = placed(hostile);

            broker.retry(Topic.REQUESTS, hostile);
            awaitKinds(hostile, "set-aside", "retry", "released", "set-aside");

            // Now its agent says how long it lasts, and it can be decided about.
            broker.publish(
                    "esac",
                    hostile.toString(),
                    new RunReady(
                            ref(run), "http://127.0.0.1:1/x/", Instant.now().plusSeconds(3600)));
            broker.retry(Topic.REQUESTS, hostile);
            awaitKinds(hostile, "set-aside", "retry", "released", "set-aside", "retry", "released");
            broker.publish("hub", hostile.toString(), new SessionStopRequested(hostile, ANNA, "team", "hub", null));
            broker.decisions(all -> all.stream()
                    .anyMatch(each -> each instanceof RunRevoked revoked
                            && revoked.getEntityId().equals(hostile)));
        } finally {
            await(again.stop());
        }
    }

    @Test
    void aDecisionThatTheLogDoesNotTakeSetsItsJobAsideAndTheOthersGoOn() throws Exception {
        SchedulerApp app = await(SchedulerApp.start(broker.vertx, broker.scheduler()));
        try {
            ready(app);
            UUID huge = UUID.randomUUID();
            publishAsLargeAsTheLogTakes(huge);

            RunWaiting waits =
                    (RunWaiting) broker.decisions(all -> all.stream().anyMatch(each -> setAside(each, huge))).stream()
                            .filter(each -> setAside(each, huge))
                            .findFirst()
                            .orElseThrow();
            assertThat(waits.getMessage()).contains("larger than the log takes");
            assertThat(placed(ask("esac")).getSite()).isEqualTo("esac");
            broker.drop(Topic.REQUESTS, huge);
            broker.decisions(all -> all.stream()
                    .anyMatch(each -> each instanceof JobConcluded end
                            && end.getJobId().equals(huge)
                            && end.getOutcome() == Outcome.FAILED));
        } finally {
            await(app.stop());
        }
    }

    /** The request fits into a record, its placement with every site's score does not. */
    private static void publishAsLargeAsTheLogTakes(UUID id) throws Exception {
        for (int length = (1 << 20) - 600; ; length -= 40) {
            try {
                broker.publish("hub", id.toString(), job(id, "x".repeat(length)));
                return;
            } catch (ExecutionException tooLarge) {
                assertThat(tooLarge).hasRootCauseInstanceOf(RecordTooLargeException.class);
            }
        }
    }

    private static JobSubmitted job(UUID id, String text) {
        return JobSubmitted.newBuilder()
                .setJobId(id)
                .setOwner(ANNA)
                .setTeam("team")
                .setAuthority("hub")
                .setName("huge")
                .setDatalab(new DatalabRef("notebook", "1", DatalabKind.BATCH))
                .setManifest(new ManifestRef("s3://hub-manifests/x", "00", 1, 1000L))
                .setShards(List.of(new Shard(List.of("esac"), new IndexRange(0, 1), 1000L)))
                .setResources(new Resources(0.5, 512L, 0))
                .setWish(Wish.WAIT)
                .setMaxAttempts(1)
                .setParameters(Map.of("text", text))
                .build();
    }
}
