package org.periapsis.ingest.domain.intake;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How fast each archive may give products by reference, which cost it a line and everybody an entry of the index: at once what it
 * has saved up, then at a rate that leaves the index time for the others. Any thread.
 */
public final class Pace {
    /** Archives of which it is remembered when they come even; those that have, are forgotten. */
    private static final int REMEMBERED = 1_000;

    private final Rate rate;
    private final LongSupplier nanos;
    /** When an archive will have come even with what it gave, by name; ns. */
    private final Map<String, Long> even = new HashMap<>();

    /** @param nanos a clock as {@link System#nanoTime} */
    public Pace(Rate rate, LongSupplier nanos) {
        this.rate = rate;
        this.nanos = nanos;
    }

    /**
     * @param perSecond products in the long run
     * @param saved most that come at once
     */
    public record Rate(int perSecond, int saved) {}

    /** @return how long their answer waits, and with it the next ones */
    public synchronized Duration give(String archive, int products) {
        long now = nanos.getAsLong();
        if (even.size() > REMEMBERED) {
            even.values().removeIf(when -> when - now <= 0);
        }
        long from = even.getOrDefault(archive, now);
        long when = (from - now > 0 ? from : now) + time(products);
        even.put(archive, when);
        return Duration.ofNanos(Math.max(0, when - now - time(rate.saved())));
    }

    private long time(int products) {
        return products * 1_000_000_000L / rate.perSecond();
    }
}
