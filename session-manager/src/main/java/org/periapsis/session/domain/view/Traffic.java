package org.periapsis.session.domain.view;

import java.time.Duration;
import java.util.Optional;
import org.periapsis.events.RunExited;
import org.periapsis.events.RunRef;
import org.periapsis.events.RunStarted;
import org.periapsis.events.TransferCompleted;

/**
 * What one attempt of a run read, or one transfer copied. Bytes are in place when they came from the site's own store, and moved
 * when they came from another site's: by the run itself, or by a transfer beforehand.
 *
 * @param hour its beginning, milliseconds since the epoch
 * @param runs 1 for a run, 0 for a transfer
 */
public record Traffic(String site, long hour, long inPlaceBytes, long movedBytes, int runs) {
    private static final long HOUR = Duration.ofHours(1).toMillis();

    /** @return under which name its figures are kept; empty for an event that tells of no bytes */
    public static Optional<String> sourceOf(Object event) {
        if (event instanceof RunStarted e) {
            return Optional.of(name(e.getRun()));
        } else if (event instanceof RunExited e && e.getLocalBytes() + e.getMovedBytes() > 0) {
            return Optional.of(name(e.getRun()));
        } else if (event instanceof TransferCompleted e) {
            return Optional.of("transfer:" + e.getTransferId());
        }
        return Optional.empty();
    }

    private static String name(RunRef run) {
        return "run:" + run.getEntityId() + "/" + run.getRunId() + "/" + run.getEpoch();
    }

    /**
     * The figures after an event; it counts in the hour in which it was first told of.
     *
     * @param before null when nothing was told yet
     * @param at milliseconds since the epoch
     */
    public static Traffic after(Traffic before, Object event, long at) {
        long hour = before == null ? Math.floorDiv(at, HOUR) * HOUR : before.hour();
        if (event instanceof RunStarted e) {
            // What the agent tells at the end is the whole; what it tells at the start may be read again later.
            return before != null
                    ? before
                    : new Traffic(e.getRun().getSite(), hour, e.getLocalBytes(), e.getMovedBytes(), 1);
        } else if (event instanceof RunExited e) {
            return new Traffic(e.getRun().getSite(), hour, e.getLocalBytes(), e.getMovedBytes(), 1);
        } else if (event instanceof TransferCompleted e) {
            return new Traffic(e.getTargetSite(), hour, 0, e.getBytes(), 0);
        }
        throw new IllegalArgumentException(
                "tells of no bytes: " + event.getClass().getSimpleName());
    }

    /** @return by how much the sums of its hour change when these figures take the place of others */
    public Traffic minus(Traffic before) {
        return before == null
                ? this
                : new Traffic(
                        site,
                        hour,
                        inPlaceBytes - before.inPlaceBytes,
                        movedBytes - before.movedBytes,
                        runs - before.runs);
    }

    public boolean isNothing() {
        return inPlaceBytes == 0 && movedBytes == 0 && runs == 0;
    }
}
