package org.periapsis.indexer.domain.search;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a search asks; all of it must hold.
 *
 * @param time overlap with [t_min, t_max], MJD
 * @param energy overlap with [em_min, em_max], metres
 * @param terms values per term, never an empty list
 * @param words prefixes that target, title or observation id must have, as {@link Words} makes them
 */
public record ProductFilter(
        SkyFilter sky, Overlap time, Overlap energy, Map<Term, List<String>> terms, List<String> words) {
    public ProductFilter {
        Map<Term, List<String>> copy = new EnumMap<>(Term.class);
        terms.forEach((term, values) -> {
            if (values.isEmpty()) {
                throw new IllegalArgumentException(term.parameter() + " has no value");
            }
            copy.put(term, List.copyOf(values));
        });
        terms = java.util.Collections.unmodifiableMap(copy);
        words = List.copyOf(words);
    }

    /** Everything. */
    public static ProductFilter any() {
        return new ProductFilter(SkyFilter.any(), Overlap.any(), Overlap.any(), Map.of(), List.of());
    }

    /** The products with these ids. */
    public static ProductFilter ids(List<String> ids) {
        return new ProductFilter(SkyFilter.any(), Overlap.any(), Overlap.any(), Map.of(Term.ID, ids), List.of());
    }
}
