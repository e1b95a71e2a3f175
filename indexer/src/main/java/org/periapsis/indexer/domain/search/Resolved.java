package org.periapsis.indexer.domain.search;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.periapsis.indexer.domain.view.Replica;

/**
 * A selection made into what a run needs to know.
 *
 * @param next where the rest goes on; empty when this is all
 */
public record Resolved(List<Item> items, List<Refusal> refusals, Optional<Cursor> next) {
    public Resolved {
        items = List.copyOf(items);
        refusals = List.copyOf(refusals);
    }

    /** Whether it says of something that it is not there: of a product, or of any copy of one. */
    public boolean lacks() {
        return refusals.stream().anyMatch(refusal -> refusal.reason() == Reason.UNKNOWN)
                || items.stream().anyMatch(item -> item.replicas().isEmpty());
    }

    /** Whether a copy of any is about to be told of, as {@link FoundProduct#awaitsCopy} has it. */
    public boolean awaitsCopies(Instant now, Duration within) {
        return items.stream()
                .anyMatch(item -> item.replicas().isEmpty() && item.product().awaitsCopy(now, within));
    }

    /**
     * A product and the copies of its present bytes.
     *
     * @param granted the role or team by which the person may read it, as {@code Rights.granted} says it
     */
    public record Item(FoundProduct product, List<Replica> replicas, Optional<String> granted) {}

    /** An id that was asked for and is not given. */
    public record Refusal(String id, Reason reason) {}

    /** Why. */
    public enum Reason {
        /** Nobody ever published that id here, or the caller may not know of it: which of the two is not told. */
        UNKNOWN,
        /** The caller may know of it, but its archive took it back. */
        WITHDRAWN
    }
}
