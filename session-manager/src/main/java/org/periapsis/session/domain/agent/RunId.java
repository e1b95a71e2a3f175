package org.periapsis.session.domain.agent;

import java.util.UUID;
import org.periapsis.events.RunPlaced;
import org.periapsis.session.domain.run.RunKey;

/**
 * Names a run with its epoch.
 *
 * @param entity session or job
 * @param run within the entity
 * @param epoch that fences
 */
public record RunId(UUID entity, String run, int epoch) {

    /** The run that a placement is about. */
    public static RunId of(RunPlaced placed) {
        return new RunId(placed.getEntityId(), placed.getRunId(), placed.getEpoch());
    }

    /** The runtime's name for one program of it. */
    public RunKey key(String part) {
        return new RunKey(entity + "-" + run, epoch, part);
    }

    /** Whether both are attempts at the same. */
    public boolean sameRun(RunId other) {
        return entity.equals(other.entity) && run.equals(other.run);
    }

    @Override
    public String toString() {
        return entity + "/" + run + "/" + epoch;
    }
}
