package org.periapsis.scheduler.domain;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.periapsis.events.IndexRange;

/**
 * A copy that was ordered for an entity. The order and its end may be read in either order.
 *
 * @param entries empty until the order has been read
 * @param ordered true once the order has been read
 * @param failure why it was given up
 */
public record Transfer(
        UUID id,
        String source,
        String target,
        List<IndexRange> entries,
        boolean ordered,
        boolean completed,
        Optional<String> failure) {

    static Transfer unknown(UUID id, String source, String target) {
        return new Transfer(id, source, target, List.of(), false, false, Optional.empty());
    }

    Transfer order(List<IndexRange> ranges) {
        return new Transfer(id, source, target, ranges, true, completed, failure);
    }

    Transfer complete() {
        return new Transfer(id, source, target, entries, ordered, true, Optional.empty());
    }

    Transfer fail(String reason) {
        return completed ? this : new Transfer(id, source, target, entries, ordered, false, Optional.of(reason));
    }

    public boolean pending() {
        return ordered && !completed && failure.isEmpty();
    }
}
