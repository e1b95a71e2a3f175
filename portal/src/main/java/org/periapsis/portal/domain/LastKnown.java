package org.periapsis.portal.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Answers that hold for a while, and, while nobody can be asked, for longer: who works with a session goes on when a database
 * that they do not need is away. Bounded: the least recently used goes first. Of one event loop.
 */
public final class LastKnown<T> {
    private final Duration fresh;
    private final Duration outage;
    private final Map<String, Entry<T>> entries;

    private record Entry<T>(T value, Instant at) {}

    /**
     * @param fresh how long an answer is not asked for again
     * @param outage how long it is used when it cannot be
     * @param most entries
     */
    public LastKnown(Duration fresh, Duration outage, int most) {
        this.fresh = fresh;
        this.outage = outage;
        this.entries = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Entry<T>> eldest) {
                return size() > most;
            }
        };
    }

    public void put(String key, T value, Instant now) {
        entries.put(key, new Entry<>(value, now));
    }

    public void remove(String key) {
        entries.remove(key);
    }

    /** @return what needs not be asked */
    public Optional<T> fresh(String key, Instant now) {
        return within(key, fresh, now);
    }

    /** @return what is gone by while nobody answers */
    public Optional<T> inAnOutage(String key, Instant now) {
        return within(key, outage, now);
    }

    private Optional<T> within(String key, Duration time, Instant now) {
        Entry<T> entry = entries.get(key);
        return entry != null && now.isBefore(entry.at.plus(time)) ? Optional.of(entry.value) : Optional.empty();
    }
}
