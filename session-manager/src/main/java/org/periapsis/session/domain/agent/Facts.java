package org.periapsis.session.domain.agent;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.periapsis.events.EntityKind;
import org.periapsis.events.ManifestRef;
import org.periapsis.events.Outcome;
import org.periapsis.events.RunAccepted;
import org.periapsis.events.RunExited;
import org.periapsis.events.RunIdle;
import org.periapsis.events.RunLost;
import org.periapsis.events.RunPlaced;
import org.periapsis.events.RunReady;
import org.periapsis.events.RunRef;
import org.periapsis.events.RunStaging;
import org.periapsis.events.RunStarted;
import org.periapsis.events.door.Text;
import org.periapsis.session.domain.agent.Inputs.Staged;
import org.periapsis.session.domain.agent.Outputs.TaskResult;

/**
 * Makes the records by which an agent reports on its runs.
 *
 * @param agent incarnation of the agent
 */
public record Facts(String agent) {

    /** As much as anybody reads; a fact that were larger than an event can be would never be told. */
    private static final int REASON = 4_000;

    private static final Staged NOTHING = new Staged(0, 0, 0);

    RunAccepted accepted(RunPlaced placed) {
        return new RunAccepted(ref(placed));
    }

    RunStaging staging(RunPlaced placed, long total, long done, double bytesPerSecond) {
        return new RunStaging(ref(placed), total, done, bytesPerSecond);
    }

    RunStarted started(RunPlaced placed, Staged staged, String process) {
        return new RunStarted(ref(placed), staged.localBytes(), staged.movedBytes(), staged.seconds(), process);
    }

    RunReady ready(RunPlaced placed, String endpoint, Instant expires) {
        return new RunReady(ref(placed), endpoint, expires);
    }

    RunIdle idle(RunPlaced placed, Instant since) {
        return new RunIdle(ref(placed), since);
    }

    RunLost lost(RunPlaced placed, String reason) {
        return new RunLost(ref(placed), Text.cleaned(reason, REASON));
    }

    RunExited failed(RunPlaced placed, String reason) {
        return exited(placed, new Held.Stop(Outcome.FAILED, reason, false), Optional.empty(), NOTHING);
    }

    RunExited exited(RunPlaced placed, Held.Stop how, Optional<Integer> code, Staged staged) {
        return RunExited.newBuilder()
                .setRun(ref(placed))
                .setOutcome(how.outcome())
                .setExitCode(code.orElse(null))
                .setReason(how.outcome() == Outcome.SUCCEEDED ? null : Text.cleaned(how.reason(), REASON))
                .setLocalBytes(staged.localBytes())
                .setMovedBytes(staged.movedBytes())
                .build();
    }

    /** A job's run: it has succeeded when every task has. */
    RunExited done(
            RunPlaced placed, Optional<Held.Stop> stop, List<TaskResult> results, ManifestRef outputs, Staged staged) {
        List<TaskResult> failed =
                results.stream().filter(task -> task.failure().isPresent()).toList();
        Held.Stop how = stop.orElseGet(() -> failed.isEmpty()
                ? new Held.Stop(Outcome.SUCCEEDED, "", false)
                : new Held.Stop(Outcome.FAILED, summary(failed, results.size()), false));
        RunExited exited = exited(placed, how, Optional.empty(), staged);
        return RunExited.newBuilder(exited)
                .setOutputs(outputs)
                .setTasksSucceeded(results.size() - failed.size())
                .setTasksFailed(failed.size())
                .build();
    }

    private static String summary(List<TaskResult> failed, int all) {
        return failed.size() + " of " + all + " tasks failed; the first: "
                + failed.get(0).failure().orElse("");
    }

    private RunRef ref(RunPlaced placed) {
        EntityKind kind = placed.getEntityKind();
        return RunRef.newBuilder()
                .setEntityId(placed.getEntityId())
                .setEntityKind(kind)
                .setRunId(placed.getRunId())
                .setEpoch(placed.getEpoch())
                .setSite(placed.getSite())
                .setAgent(agent)
                .setOwner(placed.getOwner())
                .setTeam(placed.getTeam())
                .setAuthority(placed.getAuthority())
                .build();
    }
}
