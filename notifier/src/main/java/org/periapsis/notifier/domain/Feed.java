package org.periapsis.notifier.domain;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * One reader's way along the log: its cursor, and what of the events it passes is for it. Each event is passed once,
 * wherever it was read.
 */
public final class Feed {
    private final Filter filter;
    private final Viewer viewer;
    private final Map<Partition, Long> next = new HashMap<>();

    public Feed(Filter filter, Viewer viewer, Cursor start) {
        this.filter = filter;
        this.viewer = viewer;
        this.next.putAll(start.next());
    }

    public Filter filter() {
        return filter;
    }

    public Cursor cursor() {
        return new Cursor(filter.topics(), next);
    }

    /**
     * Passes an event.
     *
     * @return true when it is for the reader; false when it is not, or was passed before
     */
    public boolean pass(LogEvent event, Instant now) {
        if (!filter.topics().contains(event.partition().topic())
                || event.offset() < next.getOrDefault(event.partition(), 0L)) {
            return false;
        }
        next.put(event.partition(), event.offset() + 1);
        return filter.matches(event) && event.audience().includes(viewer, now);
    }

    /** Moves past what held no event: transaction markers, and records that could not be read. */
    public void skip(Map<Partition, Long> offsets) {
        offsets.forEach((partition, offset) -> next.merge(partition, offset, Math::max));
    }

    /** @return the id that resumes here */
    public String id() {
        return EventIds.encode(cursor());
    }
}
