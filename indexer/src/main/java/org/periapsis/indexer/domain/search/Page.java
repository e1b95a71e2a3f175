package org.periapsis.indexer.domain.search;

import java.util.Optional;

/**
 * Which part of a result.
 *
 * @param limit rows, 1 to {@value #MAX_RESOLVED}
 * @param after where the page before ended
 */
public record Page(Sort sort, int limit, Optional<Cursor> after) {
    /** Rows of a page when nobody says. */
    public static final int DEFAULT_LIMIT = 50;
    /** Rows of the largest page that a person gets. */
    public static final int MAX_LIMIT = 1000;
    /** Rows of the largest page that a service gets. */
    public static final int MAX_RESOLVED = 10_000;

    public Page {
        if (limit < 1 || limit > MAX_RESOLVED) {
            throw new IllegalArgumentException("limit is 1 to " + MAX_RESOLVED + ", not " + limit);
        }
        if (after.isPresent() && after.get().sort() != sort) {
            throw new IllegalArgumentException("the cursor belongs to another sort order");
        }
    }
}
