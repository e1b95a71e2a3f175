package org.periapsis.notifier.domain;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.periapsis.events.topic.Topic;

/**
 * The newest part of the log in memory, shared by all who read there. One thread appends; any may read. What does not fit
 * overwrites the oldest: a reader that needs that goes back to the log. Thread-safe.
 */
public final class Tail {
    private final LogEvent[] ring;
    private final Map<Partition, Long> next = new HashMap<>();
    private long end;

    /** @param most events kept at most */
    public Tail(int most) {
        this.ring = new LogEvent[most];
    }

    /**
     * A place in the tail.
     *
     * @param sequence number of the next event in the tail
     * @param cursor the same place on the log
     */
    public record Head(long sequence, Cursor cursor) {}

    /**
     * What a reader gets.
     *
     * @param next sequence to ask for next
     */
    public record Slice(List<LogEvent> events, long next) {}

    /** Begins a partition at an offset, unless it has begun. */
    public synchronized void begin(Partition partition, long offset) {
        next.putIfAbsent(partition, offset);
    }

    /**
     * Adds what was read of one partition, in log order.
     *
     * @param offset where the partition goes on
     */
    public synchronized void append(Partition partition, List<LogEvent> read, long offset) {
        for (LogEvent event : read) {
            ring[(int) (end++ % ring.length)] = event;
        }
        next.put(partition, offset);
    }

    public synchronized Head head() {
        return new Head(end, new Cursor(EnumSet.allOf(Topic.class), next));
    }

    /** @return at most so many events from a sequence on; empty when they were overwritten: read the log */
    public synchronized Optional<Slice> from(long sequence, int limit) {
        if (sequence < end - ring.length) {
            return Optional.empty();
        }
        List<LogEvent> events = new ArrayList<>();
        for (long at = sequence; at < end && events.size() < limit; at++) {
            events.add(ring[(int) (at % ring.length)]);
        }
        return Optional.of(new Slice(events, sequence + events.size()));
    }
}
