package org.periapsis.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.periapsis.scheduler.Broker.await;
import static org.periapsis.scheduler.Scene.ANNA;
import static org.periapsis.scheduler.Scene.call;
import static org.periapsis.scheduler.Scene.get;
import static org.periapsis.scheduler.Scene.leads;
import static org.periapsis.scheduler.Scene.placements;
import static org.periapsis.scheduler.Scene.session;
import static org.periapsis.scheduler.domain.Sky.ref;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.periapsis.embedded.EventLoopWatch;
import org.periapsis.events.*;
import org.periapsis.events.topic.Topic;

/** Decides as previewed and as the log says, once, and again the same. */
@ExtendWith(OneBroker.class)
class SchedulerIT {
    private final Scene scene;
    private final Broker broker;

    SchedulerIT(Scene scene) {
        this.scene = scene;
        this.broker = scene.broker();
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
            leads(app);
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
            UUID id = scene.ask("jive");
            assertThat(scene.placed(id).getSite()).isEqualTo("jive");
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
            UUID running = scene.ask("esac");
            UUID ended = scene.ask("jive");
            RunPlaced run = scene.placed(running);
            broker.publish(
                    "esac",
                    running.toString(),
                    new RunReady(
                            ref(run), "http://127.0.0.1:1/x/", Instant.now().plusSeconds(3600)));
            RunPlaced other = scene.placed(ended);
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
            before = scene.steady(live);
        } finally {
            await(live.stop());
        }
        List<SpecificRecord> decided = broker.decisions();
        SchedulerApp replayed = await(SchedulerApp.start(broker.vertx, broker.scheduler()));
        try {
            leads(replayed);
            assertThat(scene.hash(replayed)).isEqualTo(before);
            UUID marker = scene.ask("esac");
            RunPlaced next = scene.placed(marker);
            assertThat(broker.decisions())
                    .as("a replay decides nothing anew")
                    .hasSize(decided.size() + 1)
                    .containsAll(decided)
                    .contains(next);
        } finally {
            await(replayed.stop());
        }
    }

    @Test
    void whatWasProducedButNotCommittedTakesNoEffect() throws Exception {
        UUID id = scene.ask("esac");
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
                assertThat(scene.placed(id).getSite()).isEqualTo("esac");
                UUID marker = scene.ask("jive");
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
            leads(app);
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
            RunPlaced winner = scene.placed(both.get(1 - both.indexOf(loser)));
            broker.publish(
                    "esac",
                    winner.getEntityId().toString(),
                    RunExited.newBuilder()
                            .setRun(ref(winner))
                            .setOutcome(Outcome.STOPPED)
                            .build());
            assertThat(scene.placed(loser).getEpoch()).isEqualTo(1);
        } finally {
            await(app.stop());
        }
    }

    private static boolean waits(SpecificRecord decision, List<UUID> ids) {
        return decision instanceof RunWaiting waiting && ids.contains(waiting.getEntityId());
    }
}
