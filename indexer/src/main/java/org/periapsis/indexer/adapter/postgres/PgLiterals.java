package org.periapsis.indexer.adapter.postgres;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.periapsis.indexer.domain.sky.PixelRange;

/** Values of PostgreSQL types that no driver writes for us, in their text form. */
final class PgLiterals {
    private static final double MILLIS_PER_DAY = 86_400_000;
    /** Well inside what int8 holds, so that the server can add one. */
    private static final double FARTHEST = 4e18;

    private PgLiterals() {}

    /** {@code int8multirange}: {@code {[1,5),[9,12)}}. */
    static String multirange(List<PixelRange> ranges) {
        return ranges.stream()
                .map(r -> "[" + r.first() + "," + r.end() + ")")
                .collect(Collectors.joining(",", "{", "}"));
    }

    /**
     * {@code int8range} of milliseconds of MJD that holds the interval; an end that is not there is open.
     *
     * @return null for an interval that is none
     */
    static String span(Double from, Double to) {
        boolean finite = (from == null || Double.isFinite(from)) && (to == null || Double.isFinite(to));
        if (!finite || (from != null && to != null && from > to)) {
            return null;
        }
        String low = from == null ? "" : Long.toString(millis(Math.floor(from * MILLIS_PER_DAY)));
        String high = to == null ? "" : Long.toString(millis(Math.ceil(to * MILLIS_PER_DAY)));
        return "[" + low + "," + high + "]";
    }

    private static long millis(double value) {
        return (long) Math.max(-FARTHEST, Math.min(FARTHEST, value));
    }

    /** {@code text[]}, every element quoted. */
    static String textArray(Collection<String> values) {
        return values.stream()
                .map(v -> '"' + v.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(",", "{", "}"));
    }

    /** {@code tsquery}: every word a prefix, all of them needed. Words hold letters and digits only. */
    static String prefixes(List<String> words) {
        return words.stream().map(w -> "'" + w + "':*").collect(Collectors.joining(" & "));
    }
}
