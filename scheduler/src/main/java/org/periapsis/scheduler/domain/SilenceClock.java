package org.periapsis.scheduler.domain;

/**
 * Milliseconds during which the scheduler could have heard everything that was said. It stands still while the input is
 * behind, so that a backlog or an outage of Kafka does not make a site look silent; it starts at 0 with each term, so that a
 * failover restarts the deadlines.
 */
public final class SilenceClock {
    private static final long LONGEST_STEP_MS = 2_000;
    private static final long NEVER = -1;

    private long heardMs;
    private long lastMonotonicMs = NEVER;

    /**
     * @param monotonicMs a clock that never goes back
     * @param caughtUp whether everything on the log has been read just now
     */
    public void tick(long monotonicMs, boolean caughtUp) {
        if (caughtUp && lastMonotonicMs != NEVER) {
            // A longer step means that this process stood still itself.
            heardMs += Math.min(LONGEST_STEP_MS, monotonicMs - lastMonotonicMs);
        }
        lastMonotonicMs = caughtUp ? monotonicMs : NEVER;
    }

    public long millis() {
        return heardMs;
    }
}
