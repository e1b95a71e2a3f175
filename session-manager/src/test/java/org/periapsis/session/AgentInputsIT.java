package org.periapsis.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.periapsis.session.RunningAgent.about;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.periapsis.embedded.Patience;
import org.periapsis.events.EntityKind;
import org.periapsis.events.Outcome;
import org.periapsis.events.RunExited;
import org.periapsis.events.RunPlaced;
import org.periapsis.events.RunReady;
import org.periapsis.kit.manifest.ManifestEntry;
import org.periapsis.kit.manifest.ManifestEntry.ObjectRef;
import org.periapsis.kit.manifest.ManifestEntry.Replica;
import org.periapsis.kit.rights.Level;

/** What a run is given to read, and what not. */
@ExtendWith(OneAgent.class)
class AgentInputsIT {
    private static RunningAgent agent;
    private static AgentStack stack;

    @BeforeAll
    static void start(RunningAgent shared) {
        agent = shared;
        stack = agent.stack;
    }

    @Test
    void anInputThatIsNotWhatTheArchiveStoredFailsTheRunAndIsNamed() throws Exception {
        ManifestEntry good = stack.stores.image("esac", "forged.fits");
        ObjectRef object = good.replicas().get(0).objects().get(0);
        ObjectRef other = new ObjectRef(object.bucket(), object.key(), object.size(), "0".repeat(64), object.name());
        ManifestEntry forged = new ManifestEntry(
                good.productId(), 1, good.size(), List.of(new Replica("esac", List.of(other))), good.obscore());
        RunPlaced placed = agent.place(EntityKind.SESSION, "viewer", List.of(forged));

        RunExited exited = agent.exited(placed);

        assertThat(exited.getOutcome()).isEqualTo(Outcome.FAILED);
        assertThat(exited.getReason()).contains("forged.fits", "not what the archive stored");
    }

    @Test
    void anInputWhoseRightHasGoneIsNotStaged() throws Exception {
        ManifestEntry open = stack.stores.image("esac", "open.fits");
        ManifestEntry withdrawn = stack.stores.image("esac", "withdrawn.fits");
        stack.indexer.changed(withdrawn, IndexStandIn.rights(Level.PUBLIC, true));
        RunPlaced session = agent.place(EntityKind.SESSION, "viewer", List.of(open, withdrawn));

        RunExited exited = agent.exited(session);

        assertThat(exited.getOutcome()).isEqualTo(Outcome.FAILED);
        // By number: its team reads the reason.
        assertThat(exited.getReason())
                .contains("may not be read any more: 1", "selection 1")
                .doesNotContain("withdrawn");
        assertThat(exited.getLocalBytes()).isZero();

        ManifestEntry closed = stack.stores.image("esac", "closed.fits");
        stack.indexer.changed(closed, IndexStandIn.rights(Level.PROPRIETARY, false));
        RunPlaced job = agent.place(EntityKind.JOB, "statistics", List.of(open, closed));

        RunExited tasks = agent.exited(job);

        assertThat(tasks.getTasksSucceeded()).isEqualTo(1);
        assertThat(tasks.getReason()).contains("1 of 2", "may not be read any more");
        assertThat(tasks.getLocalBytes()).isEqualTo(open.size());
    }

    @Test
    void whileTheIndexerIsAwayNothingIsStagedAndTheRunWaits() throws Exception {
        ManifestEntry open = stack.stores.image("esac", "waits.fits");
        int before = stack.indexer.unanswered();
        stack.indexer.away(true);
        RunPlaced job;
        try {
            job = agent.place(EntityKind.JOB, "statistics", List.of(open));
            Patience.until("it is asked again", AgentStack.PATIENCE, () -> stack.indexer.unanswered() >= before + 3);
            // What needs no index goes on.
            RunPlaced without = agent.place(EntityKind.SESSION, "viewer", List.of());
            stack.await(RunReady.class, fact -> about(fact.getRun(), without));
            agent.stop(without, "enough");
            agent.exited(without);
            assertThat(stack.seen(RunExited.class)).noneMatch(fact -> about(fact.getRun(), job));
        } finally {
            stack.indexer.away(false);
        }

        RunExited exited = agent.exited(job);
        assertThat(exited.getTasksSucceeded()).isEqualTo(1);
    }

    @Test
    void aRightThatCameByATeamIsKeptWithTheSelection() throws Exception {
        ManifestEntry open = stack.stores.image("esac", "team.fits");
        stack.indexer.changed(open, IndexStandIn.rights(Level.PROPRIETARY, false));
        ManifestEntry byTeam = new ManifestEntry(
                open.productId(), 1, open.size(), open.replicas(), open.obscore(), Optional.of("team:t-1"));
        RunPlaced placed = agent.place(EntityKind.JOB, "statistics", List.of(byTeam));

        RunExited exited = agent.exited(placed);

        assertThat(exited.getTasksSucceeded()).isEqualTo(1);
    }
}
