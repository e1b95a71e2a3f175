package org.periapsis.session.domain.agent;

/**
 * When progress is told, and how fast it went lately. Every second at first, then at each twentieth of the time so far: a
 * minute is told about forty times, an hour a hundred and twenty, since what is told stays on the log. Times in milliseconds.
 */
final class Pace {

    private static final long LEAST_MS = 1000;
    private static final long PARTS = 20;
    private static final double WEIGHT_OF_NEWEST = 0.4;

    private final long start;
    private long toldAt;
    private long toldBytes;
    private double rate;

    Pace(long start) {
        this.start = start;
        this.toldAt = start;
    }

    boolean due(long now) {
        return now - toldAt >= Math.max(LEAST_MS, (now - start) / PARTS);
    }

    /** @return bytes per second: a mean in which the newest stretch counts most */
    double tell(long now, long bytes) {
        double newest = (bytes - toldBytes) * 1000.0 / Math.max(1, now - toldAt);
        rate = toldAt == start ? newest : rate + WEIGHT_OF_NEWEST * (newest - rate);
        toldAt = now;
        toldBytes = bytes;
        return rate;
    }
}
