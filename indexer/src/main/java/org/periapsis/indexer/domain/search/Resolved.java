package org.periapsis.indexer.domain.search;

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

    /**
     * A product and the copies of its present bytes.
     */
    public record Item(FoundProduct product, List<Replica> replicas) {}

    /** An id that was asked for and is not given. */
    public record Refusal(String id, Reason reason) {}

    /** Why. */
    public enum Reason {
        /** Nobody ever published that id here. */
        UNKNOWN,
        /** Its archive took it back. */
        WITHDRAWN,
        /** The caller may not see it. */
        NOT_ALLOWED
    }
}
