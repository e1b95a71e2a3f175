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
 * overwrites the oldest: a reader that needs that goes back to the log. What fits is bounded by number and by bytes. Thread-safe.
 */
public final class Tail {
    private final LogEvent[] ring;
    private final Map<Partition, Long> next = new HashMap<>();
    private final long mostBytes;
    private long bytes;
    private long begin;
    private long end;

    /**
     * @param most events kept at most
     * @param mostBytes of their records; the newest event is kept whatever its size
     */
    public Tail(int most, long mostBytes) {
        this.ring = new LogEvent[most];
        this.mostBytes = mostBytes;
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
            if (end - begin == ring.length) {
                forgetOldest();
            }
            ring[(int) (end++ % ring.length)] = event;
            bytes += event.size();
            while (bytes > mostBytes && end - begin > 1) {
                forgetOldest();
            }
        }
        next.put(partition, offset);
    }

    private void forgetOldest() {
        int at = (int) (begin++ % ring.length);
        bytes -= ring[at].size();
        ring[at] = null;
    }

    /** Of the records whose events are kept. */
    public synchronized long bytes() {
        return bytes;
    }

    public synchronized Head head() {
        return new Head(end, new Cursor(EnumSet.allOf(Topic.class), next));
    }

    /** @return at most so many events from a sequence on; empty when they were overwritten: read the log */
    public synchronized Optional<Slice> from(long sequence, int limit) {
        if (sequence < begin) {
            return Optional.empty();
        }
        List<LogEvent> events = new ArrayList<>();
        for (long at = sequence; at < end && events.size() < limit; at++) {
            events.add(ring[(int) (at % ring.length)]);
        }
        return Optional.of(new Slice(events, sequence + events.size()));
    }
}
