package org.periapsis.indexer.domain.search;

import java.util.Optional;

/**
 * Products whose own interval has something in common with this one; either end may be open.
 *
 * @param min in the column's unit (MJD, metres)
 * @param max not below min
 */
public record Overlap(Optional<Double> min, Optional<Double> max) {
    public Overlap {
        if (min.isPresent() && max.isPresent() && min.get() > max.get()) {
            throw new IllegalArgumentException(
                    "the interval ends at " + max.get() + " before it begins at " + min.get());
        }
    }

    /** Asks nothing. */
    public static Overlap any() {
        return new Overlap(Optional.empty(), Optional.empty());
    }
}
