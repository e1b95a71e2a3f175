package org.periapsis.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.periapsis.scheduler.Broker.await;
import static org.periapsis.scheduler.Scene.get;
import static org.periapsis.scheduler.Scene.leads;
import static org.periapsis.scheduler.Scene.session;

import io.vertx.core.json.JsonObject;
import java.io.File;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.events.*;
import org.periapsis.events.topic.Topic;

/** Faults of the code, and not of anything on the log: nothing of the log is set aside for them. */
@ExtendWith(OneBroker.class)
class SchedulerFaultIT {
    @TempDir
    Path directory;

    private final Scene scene;

    SchedulerFaultIT(Scene scene) {
        this.scene = scene;
    }

    /** On a broker of its own: there most of what there is fails, and so it stays. */
    @Test
    void aFaultThatMostOfSeveralPeopleMeetStopsThePlannerAndSetsNothingAside() throws Exception {
        Broker broker = new Broker(directory);
        new Scene(broker).offers();
        // Leases whose end no calendar has: once they are placed the planner fails on each.
        for (String person : List.of("anna", "bert", "cleo")) {
            UUID id = UUID.randomUUID();
            broker.publish(
                    "hub",
                    id.toString(),
                    SessionRequested.newBuilder(session(id, "esac"))
                            .setOwner(new Owner("https://periapsis.test", person))
                            .setLeaseS(Long.MAX_VALUE)
                            .build());
        }
        SchedulerApp app = await(SchedulerApp.start(broker.vertx, broker.scheduler()));
        try {
            JsonObject leader = leader(app);
            long deadline = System.nanoTime() + Broker.PATIENCE.toNanos();
            while (!leader.getString("detail").contains("planner stopped")) {
                assertThat(System.nanoTime()).as(leader.encode()).isLessThan(deadline);
                LockSupport.parkNanos(50_000_000);
                leader = leader(app);
            }
            assertThat(leader.getString("detail")).contains("3 of 3").contains("a fault of the code");
            assertThat(get(app, "/health/ready", "").getBoolean("ready")).isFalse();
            assertThat(get(app, "/health/live", "").getBoolean("live")).isTrue();
            assertThat(app.ended()).isNotDone();
            for (Topic topic : List.of(Topic.REQUESTS, Topic.DECISIONS)) {
                assertThat(broker.letters(topic)).isEmpty();
            }
            assertThat(broker.decisions()).noneMatch(RunWaiting.class::isInstance);
        } finally {
            await(app.stop());
            broker.close();
        }
    }

    private static JsonObject leader(SchedulerApp app) throws Exception {
        return get(app, "/health/ready", "").getJsonObject("checks").getJsonObject("scheduler.leader");
    }

    @Test
    void aPlanningThreadThatDiesEndsTheProcessAndSetsNothingAside() throws Exception {
        Broker broker = scene.broker();
        File log = new File(directory.toFile(), "scheduler.log");
        UUID job = UUID.randomUUID();
        Process process = withoutTheSolver(log);
        try {
            scene.placed(scene.ask("esac"));
            broker.publish("hub", job.toString(), Scene.job(job, "flow", 4).build());

            assertThat(process.waitFor(Broker.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("it has ended")
                    .isTrue();
            assertThat(process.exitValue()).as(Files.readString(log.toPath())).isEqualTo(70);
            assertThat(Files.readString(log.toPath()))
                    .contains("event=scheduler-stopped")
                    .contains("event=died service=scheduler exit=70")
                    .contains("NoClassDefFoundError");
            assertThat(broker.letters(Topic.REQUESTS))
                    .noneMatch(letter -> job.toString().equals(letter.key()));
        } finally {
            process.destroyForcibly().waitFor();
        }
        // A whole one takes up where it ended.
        SchedulerApp app = await(SchedulerApp.start(broker.vertx, broker.scheduler()));
        try {
            leads(app);
            assertThat(scene.placed(job).getEntityKind()).isEqualTo(EntityKind.JOB);
            broker.publish("hub", job.toString(), new JobCancelRequested(job, Scene.ANNA, "team", "hub", null));
        } finally {
            await(app.stop());
        }
    }

    /** A scheduler of which a part is missing, as after an upgrade that was cut off: an error, and no exception. */
    private Process withoutTheSolver(File log) throws Exception {
        String classes = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(part -> !part.contains("jheaps"))
                .collect(Collectors.joining(File.pathSeparator));
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx192m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classes,
                        SchedulerMain.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(log));
        builder.environment().putAll(scene.broker().environment());
        return builder.start();
    }
}
