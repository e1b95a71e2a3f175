package org.periapsis.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.periapsis.scheduler.Broker.await;
import static org.periapsis.scheduler.Scene.ANNA;
import static org.periapsis.scheduler.Scene.get;
import static org.periapsis.scheduler.Scene.leads;
import static org.periapsis.scheduler.Scene.session;
import static org.periapsis.scheduler.domain.Sky.ref;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.periapsis.events.*;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.observe.ReaderHealth;

/** What cannot be read, decided or written is set aside, and everything else goes on. */
@ExtendWith(OneBroker.class)
class SetAsideIT {
    private final Scene scene;
    private final Broker broker;

    SetAsideIT(Scene scene) {
        this.scene = scene;
        this.broker = scene.broker();
    }

    @Test
    void bytesThatNobodyCanReadGoToTheDeadLettersAndTheNextGoesOn() throws Exception {
        SchedulerApp app = await(SchedulerApp.start(broker.vertx, broker.scheduler()));
        leads(app);
        ReaderHealth log = app.observer().readers().get("log");
        int before = log.setAside();
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(broker.writerProperties())) {
            producer.send(new ProducerRecord<>(
                            Topic.REQUESTS.name("", ""), "x", "rubbish".getBytes(StandardCharsets.UTF_8)))
                    .get();
            UUID id = scene.ask("esac");
            assertThat(scene.placed(id).getSite()).isEqualTo("esac");
            assertThat(broker.deadLetters(Topic.REQUESTS)).containsExactly("rubbish");
            awaitSetAside(log, before + 1);
            assertThat(get(app, "/health/ready", "")
                            .getJsonObject("checks")
                            .getJsonObject("consumer.log")
                            .getString("detail"))
                    .contains("set aside: " + (before + 1));
            assertThat(app.observer().scrape())
                    .containsPattern("periapsis_reader_set_aside\\{consumer=\"log\",.*} " + (before + 1) + "\\.0")
                    .contains(
                            "periapsis_reader_lag_seconds{consumer=\"log\"",
                            "periapsis_reader_lag_records{consumer=\"log\"");
        } finally {
            await(app.stop());
        }
    }

    private static void awaitSetAside(ReaderHealth log, int count) {
        long deadline = System.nanoTime() + Broker.PATIENCE.toNanos();
        while (log.setAside() != count) {
            assertThat(System.nanoTime()).as("set aside %s", log.setAside()).isLessThan(deadline);
            LockSupport.parkNanos(50_000_000);
        }
    }

    private static boolean setAside(SpecificRecord decision, UUID id) {
        return decision instanceof RunWaiting waiting
                && waiting.getEntityId().equals(id)
                && waiting.getReason() == WaitReason.SET_ASIDE;
    }

    private List<String> kinds(UUID id) {
        return broker.letters(Topic.REQUESTS).stream()
                .filter(letter -> id.toString().equals(letter.key()))
                .map(letter -> Broker.header(letter, "periapsis-dlq-kind"))
                .toList();
    }

    private void awaitKinds(UUID id, String... kinds) {
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
            leads(app);
            // A lease whose end no calendar has: found by looking for what the planner cannot take.
            broker.publish(
                    "hub",
                    hostile.toString(),
                    SessionRequested.newBuilder(session(hostile, "esac"))
                            .setLeaseS(Long.MAX_VALUE)
                            .build());
            broker.decisions(all -> all.stream().anyMatch(each -> setAside(each, hostile)));
            assertThat(scene.placed(scene.ask("esac")).getSite()).isEqualTo("esac");
            JsonObject leader =
                    get(app, "/health/ready", "").getJsonObject("checks").getJsonObject("scheduler.leader");
            assertThat(leader.getBoolean("up")).isTrue();
            assertThat(leader.getString("detail")).contains("set aside: 1");
            awaitKinds(hostile, "set-aside");
            before = scene.steady(app);
        } finally {
            await(app.stop());
        }
        SchedulerApp again = await(SchedulerApp.start(broker.vertx, broker.scheduler()));
        try {
            leads(again);
            assertThat(scene.hash(again)).isEqualTo(before);
            assertThat(scene.placed(scene.ask("jive")).getSite()).isEqualTo("jive");
            awaitKinds(hostile, "set-aside");
            RunPlaced run = scene.placed(hostile);

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
            leads(app);
            UUID huge = UUID.randomUUID();
            publishAsLargeAsTheLogTakes(huge);

            RunWaiting waits =
                    (RunWaiting) broker.decisions(all -> all.stream().anyMatch(each -> setAside(each, huge))).stream()
                            .filter(each -> setAside(each, huge))
                            .findFirst()
                            .orElseThrow();
            assertThat(waits.getMessage()).contains("larger than the log takes");
            assertThat(scene.placed(scene.ask("esac")).getSite()).isEqualTo("esac");
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
    private void publishAsLargeAsTheLogTakes(UUID id) throws Exception {
        for (int length = (1 << 20) - 100; ; length -= 40) {
            try {
                broker.publishByClient(id.toString(), huge(id, length));
                return;
            } catch (ExecutionException tooLarge) {
                assertThat(tooLarge).hasRootCauseInstanceOf(RecordTooLargeException.class);
            }
        }
    }

    private static JobSubmitted huge(UUID id, int length) {
        return Scene.job(id, "huge", 1)
                .setParameters(Map.of("text", "x".repeat(length)))
                .build();
    }
}
