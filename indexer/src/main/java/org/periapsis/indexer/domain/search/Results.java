package org.periapsis.indexer.domain.search;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A page of products.
 *
 * @param next where the next page goes on; empty when there is none
 */
public record Results(List<FoundProduct> products, Optional<Cursor> next) {
    public Results {
        products = List.copyOf(products);
    }

    /**
     * How many, of everything the filter finds.
     *
     * @param exact false when counting stopped at its bound: there are at least that many
     */
    public record Total(long count, boolean exact) {}

    /** A value and how many products have it. */
    public record Bucket(String value, long count) {}

    /**
     * Counts by property.
     *
     * @param total what they were counted over
     */
    public record Facets(Total total, Map<String, List<Bucket>> buckets) {}
}
