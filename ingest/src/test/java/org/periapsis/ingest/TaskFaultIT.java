package org.periapsis.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.periapsis.embedded.Patience;
import org.periapsis.events.ManifestRef;
import org.periapsis.events.Owner;
import org.periapsis.events.ProductRefused;
import org.periapsis.events.RunConcluded;
import org.periapsis.events.TransferFailed;
import org.periapsis.events.TransferOrdered;
import org.periapsis.ingest.adapter.postgres.Tasks;
import org.periapsis.ingest.adapter.tasks.TaskRunner;
import org.periapsis.ingest.domain.intake.EventLog;
import org.periapsis.ingest.domain.intake.Fact;
import org.periapsis.ingest.domain.intake.IntakeCounter;
import org.periapsis.ingest.domain.intake.Reception;
import org.periapsis.kit.postgres.PgPools;

/** What a task's own thread may run into: whoever waits is told, and the thread goes on. */
@ExtendWith(OneSite.class)
class TaskFaultIT {
    private final TestSite site;
    private final List<SpecificRecord> told = new CopyOnWriteArrayList<>();
    private final List<String> deaths = new CopyOnWriteArrayList<>();
    private final List<Error> errors = new ArrayList<>();
    private Pool pool;
    private TaskRunner runner;

    TaskFaultIT(TestSite site) {
        this.site = site;
    }

    @BeforeEach
    void start() throws Exception {
        // Otherwise it would take these tasks itself.
        site.stop();
        pool = PgPools.open(site.vertx, site.config().postgres());
        EventLog log = this::publish;
        Reception reception = new Reception(null, log, new IntakeCounter(), Clock.systemUTC());
        runner = new TaskRunner(
                new Tasks(pool, "esac"),
                new TaskRunner.Means(null, null, null, log, reception, Optional.empty(), "none", Clock.systemUTC()),
                () -> true,
                (thread, why) -> deaths.add(why),
                "fault");
    }

    @AfterEach
    void stop() throws Exception {
        runner.stop().get(30, TimeUnit.SECONDS);
        TestSite.get(pool.query("delete from task where task_id like 'fault/%'").execute());
        TestSite.get(pool.close());
        site.start();
    }

    private synchronized CompletionStage<List<String>> publish(List<Fact> facts) {
        if (!errors.isEmpty()) {
            throw errors.remove(0);
        }
        facts.forEach(fact -> told.add(fact.record()));
        return CompletableFuture.completedFuture(List.of("t:0:0"));
    }

    private void task(String id, String kind, byte[] body) throws Exception {
        TestSite.get(pool.preparedQuery("insert into task (task_id, kind, body) values ($1, $2, $3)")
                .execute(Tuple.of("fault/" + id, kind, Buffer.buffer(body))));
    }

    /** Also that it may be taken up at once, instead of after a pause. */
    private boolean done(String id) {
        return pool.preparedQuery("update task set claimed_until = case when claimed_by is null then null"
                        + " else claimed_until end where task_id = $1 returning done")
                .execute(Tuple.of("fault/" + id))
                .await()
                .iterator()
                .next()
                .getBoolean(0);
    }

    private static byte[] transfer() throws Exception {
        return TransferOrdered.newBuilder()
                .setTransferId(UUID.randomUUID())
                .setEntityId(UUID.randomUUID())
                .setOwner(new Owner(TestSite.ISSUER, "ada"))
                .setTeam("")
                .setAuthority("scheduler")
                .setSourceSite("jive")
                .setTargetSite("esac")
                .setManifest(new ManifestRef("nowhere", "00", 1, 1L))
                .setEntries(List.of())
                .setBytes(1)
                .build()
                .toByteBuffer()
                .array();
    }

    @Test
    void anErrorEndsNoThreadAndItsTaskIsTriedAgain() throws Exception {
        errors.add(new StackOverflowError());
        errors.add(new AssertionError("of our own"));
        task("deep", "transfer", transfer());
        runner.start();

        Patience.until("it is told", TestSite.PATIENCE, () -> told.size() == 1 && done("deep"));
        assertThat(told.get(0)).isInstanceOf(TransferFailed.class);
        assertThat(errors).isEmpty();
        assertThat(deaths).isEmpty();
    }

    @Test
    void withoutMemoryTheProcessIsToldToBeStartedAgain() throws Exception {
        errors.add(new OutOfMemoryError("none left"));
        task("memory", "transfer", transfer());
        runner.start();

        Patience.until("it is told", TestSite.PATIENCE, () -> told.size() == 1 && done("memory"));
        assertThat(deaths).singleElement().asString().contains("none left");
    }

    @Test
    void whatOurCodeFailsOnIsNotTriedForEver() throws Exception {
        // Without a store nothing is found, and that is a fault of ours.
        RunConcluded concluded = Hub.concluded(UUID.randomUUID(), new byte[] {1});
        task("own", "outputs", concluded.toByteBuffer().array());
        runner.start();

        Patience.until("it is given up", TestSite.PATIENCE, () -> done("own"));
        assertThat(told).singleElement().isInstanceOfSatisfying(ProductRefused.class, refused -> assertThat(
                        refused.getReason())
                .contains("given up after 6 attempts", "failed on it"));
    }
}
