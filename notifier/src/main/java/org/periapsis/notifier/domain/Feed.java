package org.periapsis.notifier.domain;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.periapsis.kit.rights.ProductRights;
import org.periapsis.kit.rights.Viewer;

/**
 * One reader's way along the log: its cursor, and what of the events it passes is for it. Each event is passed once,
 * wherever it was read.
 */
public final class Feed {
    private final Filter filter;
    private final Disclosure disclosure;
    private final Map<Partition, Long> next = new HashMap<>();

    public Feed(Filter filter, Viewer viewer, Cursor start) {
        this.filter = filter;
        this.disclosure = new Disclosure(viewer);
        this.next.putAll(start.next());
    }

    public Filter filter() {
        return filter;
    }

    public Cursor cursor() {
        return new Cursor(filter.topics(), next);
    }

    /** @return the ids of products whose present rights decide about an event; none when it is not for the reader anyway */
    public Set<String> asks(LogEvent event, Instant now) {
        return isNext(event) && filter.matches(event) ? disclosure.asks(event, now) : Set.of();
    }

    private boolean isNext(LogEvent event) {
        return filter.topics().contains(event.partition().topic())
                && event.offset() >= next.getOrDefault(event.partition(), 0L);
    }

    /**
     * Passes an event.
     *
     * @param present rights of the products that it asks for
     * @return what the reader gets of it; empty when it is not for the reader, or was passed before
     */
    public Optional<Disclosure.Shown> pass(LogEvent event, Map<String, ProductRights> present, Instant now) {
        if (!isNext(event)) {
            return Optional.empty();
        }
        next.put(event.partition(), event.offset() + 1);
        return filter.matches(event) ? disclosure.of(event, present, now) : Optional.empty();
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
