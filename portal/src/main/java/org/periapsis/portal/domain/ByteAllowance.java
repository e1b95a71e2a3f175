package org.periapsis.portal.domain;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * So many bytes at once and so many a second for each who writes; what is not used is saved up to what one may have at once. Who
 * has some left may overdraw it once, since how long a body is may be known only when it has come. The memory it takes is
 * bounded. Thread-safe.
 */
public final class ByteAllowance {
    private static final int REMEMBERED = 10_000;

    private final Clock clock;
    private final Rate rate;
    private final Map<String, Left> left = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Left> eldest) {
            return size() > REMEMBERED;
        }
    };

    /**
     * How much.
     *
     * @param atOnce bytes
     * @param perSecond bytes that come back
     */
    public record Rate(long atOnce, long perSecond) {
        public Rate {
            if (atOnce < 1 || perSecond < 1) {
                throw new IllegalArgumentException("nobody could write");
            }
        }
    }

    /** @param bytes below 0 when more was written than there was */
    private record Left(long bytes, Instant at) {}

    public ByteAllowance(Clock clock, Rate rate) {
        this.clock = clock;
        this.rate = rate;
    }

    /** @return how long until this one may write again; empty when they may now */
    public synchronized Optional<Duration> wait(String who) {
        long bytes = left(who, clock.instant());
        return bytes > 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(1 - bytes / rate.perSecond()));
    }

    /** Counts what this one writes. */
    public synchronized void spend(String who, long bytes) {
        Instant now = clock.instant();
        long before = left(who, now);
        left.remove(who);
        left.put(who, new Left(before - bytes, now));
    }

    private long left(String who, Instant now) {
        Left before = left.get(who);
        if (before == null) {
            return rate.atOnce();
        }
        // Seconds that the clock was set back give nothing.
        long millis = Math.max(0, Duration.between(before.at(), now).toMillis());
        double back = millis * (double) rate.perSecond() / 1_000;
        return back >= rate.atOnce() - before.bytes() ? rate.atOnce() : before.bytes() + (long) back;
    }
}
