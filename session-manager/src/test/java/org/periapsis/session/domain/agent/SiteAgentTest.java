package org.periapsis.session.domain.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.periapsis.events.DatalabBuilt;
import org.periapsis.events.DatalabDescriptor;
import org.periapsis.events.DatalabDrafted;
import org.periapsis.events.DatalabKind;
import org.periapsis.events.Outcome;
import org.periapsis.events.Owner;
import org.periapsis.events.Resources;
import org.periapsis.events.RunAccepted;
import org.periapsis.events.RunExited;
import org.periapsis.events.RunPlaced;
import org.periapsis.events.RunReady;
import org.periapsis.events.SessionUnshared;
import org.periapsis.session.domain.run.FoundRun;
import org.periapsis.session.domain.run.RunEnd;
import org.periapsis.session.domain.run.StartedRun;

/** What an agent does with its memory and its runs, on a journal and a runtime in memory. */
class SiteAgentTest {
    private static final org.periapsis.session.Facts SOMEBODYS = org.periapsis.session.Facts.session(UUID.randomUUID());

    private final MemoryJournal journal = new MemoryJournal();
    private final ToldPrograms runtime = new ToldPrograms();
    private final List<SpecificRecord> told = new ArrayList<>();
    private SiteAgent agent;

    @BeforeEach
    void begin() throws IOException {
        agent = begin(List.of());
    }

    private int asked;

    private SiteAgent begin(List<FoundRun> found) throws IOException {
        runtime.found = found;
        AgentPorts ports = new AgentPorts(
                (run, fact) -> told.add(fact),
                journal,
                new BareSite.NoInputs(),
                new BareSite.NoOutputs(),
                (run, path, token) -> CompletableFuture.completedFuture(true),
                new RunTokens(
                        placed -> {
                            asked++;
                            return CompletableFuture.completedFuture(
                                    Optional.of(new RunTokens.Token("token " + asked, Instant.MAX)));
                        },
                        (key, owner, token) -> {},
                        Runnable::run,
                        Clock.systemUTC(),
                        Duration.ZERO));
        SiteAgent next = new SiteAgent(
                new Obedience("esac", "hub"),
                new Facts("agent-1"),
                ports,
                runtime,
                SiteAgentTest::work,
                Clock.systemUTC());
        next.begin(launches(), "http://127.0.0.1:1", journal.load(), Map.of());
        return next;
    }

    /** As a worker's thread: what fails there fails there. */
    private static void work(Runnable task) {
        try {
            task.run();
        } catch (java.time.DateTimeException | ArithmeticException fault) {
            assertThat(fault).isNotNull();
        }
    }

    private static Launches launches() {
        DatalabCatalogue catalogue = new DatalabCatalogue();
        DatalabDescriptor descriptor = DatalabDescriptor.newBuilder()
                .setTitle("notebook")
                .setSummary("")
                .setKind(DatalabKind.SESSION)
                .setCommand(List.of("true"))
                .setNeeds(List.of())
                .setResources(new Resources(1.0, 512L, 0))
                .build();
        catalogue.apply(new DatalabDrafted("notebook", "1", org.periapsis.session.Facts.ADA, "", descriptor));
        catalogue.apply(new DatalabBuilt("notebook", "1", null, "test"));
        return new Launches(catalogue, new BareSite.NoTools());
    }

    private static RunPlaced placed(String run) {
        return SOMEBODYS.placed(run, 1, "esac", 0, 0);
    }

    private <T> List<T> told(Class<T> type) {
        return told.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Test
    void theEndOfARunThatCouldNotBeWrittenDownIsKeptAndToldWhenItIs() throws Exception {
        agent.handle(placed("0"));
        journal.full = true;

        runtime.end(RunEnd.Cause.EXITED, 0);

        assertThat(told(RunExited.class)).as("not told before it is on disk").isEmpty();
        assertThat(agent.trouble()).hasValueSatisfying(why -> assertThat(why).contains("1 run's end waits"));
        assertThat(agent.held()).allMatch(Held::live);
        journal.full = false;
        agent.tick();
        assertThat(told(RunExited.class)).extracting(RunExited::getOutcome).containsExactly(Outcome.STOPPED);
        assertThat(agent.trouble()).isEmpty();
        assertThat(journal.load()).extracting(Held::phase).containsExactly(Held.Phase.OVER);
    }

    @Test
    void aRunGetsAnotherTokenWhenSomebodyIsPutOutOfItsSession() throws Exception {
        agent.handle(placed("0"));
        assertThat(asked).isEqualTo(1);

        agent.handle(new SessionUnshared(
                placed("0").getEntityId(),
                org.periapsis.session.Facts.ADA,
                "",
                "hub",
                new Owner("https://issuer", "eve"),
                org.periapsis.session.Facts.ADA));

        assertThat(asked).isEqualTo(2);
    }

    @Test
    void aFullDiskRefusesWhatIsNewWithTheReason() throws Exception {
        journal.trouble = Optional.of("disk full: 3 KiB are left");

        agent.handle(placed("0"));

        assertThat(agent.held()).isEmpty();
        assertThat(told(RunAccepted.class)).isEmpty();
        assertThat(told(RunExited.class)).singleElement().satisfies(refused -> {
            assertThat(refused.getOutcome()).isEqualTo(Outcome.FAILED);
            assertThat(refused.getReason()).contains("disk full: 3 KiB are left");
        });
        assertThat(offer().getAccepting()).isFalse();
        assertThat(offer().getRuntimes().get(0).getNote()).contains("disk full");
        journal.trouble = Optional.empty();
        agent.tick();
        assertThat(offer().getAccepting()).isTrue();
    }

    private org.periapsis.events.SiteOffered offer() {
        Offers.Site site = new Offers.Site(
                "esac", "agent-1", "hub", "http://x", new Resources(4.0, 8192L, 0), new Offers.Silence(10, 60, 900));
        return new Offers(site, runtime.describe(), agent, launches(), new BareSite.NoInputs()).now(true);
    }

    @Test
    void aPlacementThatCannotBeTakenFailsAloneAndTheNextGoesOn() throws Exception {
        agent.handle(placed("../../x"));
        agent.handle(placed("1"));

        assertThat(told(RunExited.class)).singleElement().satisfies(failed -> {
            assertThat(failed.getRun().getRunId()).isEqualTo("../../x");
            assertThat(failed.getReason()).contains("The agent failed");
        });
        assertThat(told(RunAccepted.class)).hasSize(1);
    }

    @Test
    void aSessionThatTheAgentFailsOnIsOverWithTheReasonAndDoesNotStayStarting() throws Exception {
        agent.handle(RunPlaced.newBuilder(placed("0")).setLeaseS(Long.MAX_VALUE).build());
        agent.handle(placed("1"));

        assertThat(told(RunExited.class)).singleElement().satisfies(failed -> {
            assertThat(failed.getRun().getRunId()).isEqualTo("0");
            assertThat(failed.getReason()).contains("The agent failed");
        });
        assertThat(runtime.stopped)
                .isNotEmpty()
                .allMatch(program -> program.equals(runtime.started.get(0).key()));
        assertThat(told(RunReady.class)).hasSize(1);
    }

    @Test
    void anAgentThatStopsEndsNothingAndItsNextLifeGoesOn() throws Exception {
        agent.handle(placed("0"));
        StartedRun program = runtime.started.get(0);

        agent.leave();
        runtime.end(RunEnd.Cause.EXITED, 1); // what watched it was interrupted

        assertThat(runtime.stopped).isEmpty();
        assertThat(told(RunExited.class)).isEmpty();
        StartedRun adopted = new StartedRun(program.key(), Optional.empty(), Instant.EPOCH, new CompletableFuture<>());
        SiteAgent next = begin(List.of(new FoundRun.Adopted(adopted)));
        assertThat(next.program(next.held().get(0).id())).contains(adopted);
        assertThat(runtime.started).as("not started again").hasSize(1);
        assertThat(next.endAll()).isEqualTo(1);
        assertThat(runtime.stopped).containsExactly(program.key());
    }

    @Test
    void aSessionThatWasEndedWhileItsAgentWasAwayIsStoppedAndNotFailed() throws Exception {
        agent.handle(placed("0"));
        StartedRun program = runtime.started.get(0);
        agent.leave();

        begin(List.of(new FoundRun.Over(program.key(), new RunEnd(RunEnd.Cause.STOPPED, 143))));

        assertThat(told(RunExited.class)).singleElement().satisfies(ended -> {
            assertThat(ended.getOutcome()).isEqualTo(Outcome.STOPPED);
            assertThat(ended.getReason()).contains("while its agent was away");
        });
    }
}
