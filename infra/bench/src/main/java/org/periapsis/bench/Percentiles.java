package org.periapsis.bench;

import java.util.Arrays;

/** Order statistics of measured values. */
final class Percentiles {
    private final double[] sorted;

    Percentiles(double[] values) {
        sorted = values.clone();
        Arrays.sort(sorted);
    }

    /** @param share 0 to 1; nearest rank */
    double at(double share) {
        return sorted[Math.max(0, Math.min(sorted.length - 1, (int) Math.ceil(share * sorted.length) - 1))];
    }

    double max() {
        return sorted[sorted.length - 1];
    }
}
