package org.periapsis.session.adapter.process;

import java.time.Duration;

/**
 * What is kept of what programs print, once they are over. While a program runs, its log counts in what its run may keep on disk.
 *
 * @param bytes of one log
 * @param kept how long a log outlives its run
 * @param sum of all logs of runs that are gone, at this site
 */
public record LogBounds(long bytes, Duration kept, long sum) {

    /** A log has a beginning and an end, and both are to be seen. */
    public static final long LEAST_BYTES = 2L << 20;

    public LogBounds {
        if (bytes < LEAST_BYTES || kept.isNegative() || kept.isZero() || sum < bytes) {
            throw new IllegalArgumentException("bytes=" + bytes + " kept=" + kept + " sum=" + sum);
        }
    }

    /** 8 MiB, 14 days, 1 GiB. */
    public static LogBounds usual() {
        return new LogBounds(8L << 20, Duration.ofDays(14), 1L << 30);
    }
}
