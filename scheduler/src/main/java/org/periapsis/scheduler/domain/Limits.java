package org.periapsis.scheduler.domain;

import java.time.Duration;
import java.util.Map;

/**
 * What the planner goes by.
 *
 * @param authority the name under which this scheduler decides; what names another is not its business
 * @param bytesPerS declared rate between two sites before anything was measured
 * @param egress seconds that a gigabyte out of a site counts for (λ times its cost); sites not named cost nothing
 * @param waits expected waits for room
 * @param tries how often things are tried
 * @param defaultRuns runs at once of a team that has no quota of its own
 */
public record Limits(
        String authority, double bytesPerS, Map<String, Double> egress, Waits waits, Tries tries, int defaultRuns) {
    public Limits {
        egress = Map.copyOf(egress);
        if (bytesPerS <= 0) {
            throw new IllegalArgumentException("bytesPerS must be positive: " + bytesPerS);
        }
    }

    /**
     * @param sessionRoom until a session finds room at a full site
     * @param slot until a job's run ends and leaves its slot
     * @param settle how long offers are listened to before something is called impossible
     * @param leaseGrace after a lease's end, before the agent's silence about it ends the session
     */
    public record Waits(Duration sessionRoom, Duration slot, Duration settle, Duration leaseGrace) {}

    /**
     * @param session placements of a session that is lost before it was ready
     * @param transfer copies from one source
     * @param chunk tasks in a job's run at most
     * @param decisions decisions in one plan at most, about
     */
    public record Tries(int session, int transfer, int chunk, int decisions) {}

    /** Defaults, for the authority named. */
    public static Limits of(String authority) {
        return new Limits(
                authority,
                50e6,
                Map.of(),
                new Waits(Duration.ofMinutes(5), Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofMinutes(1)),
                new Tries(3, 3, 100, 1000),
                200);
    }

    double egressSecondsPerByte(String site) {
        return egress.getOrDefault(site, 0.0) / 1e9;
    }
}
