package org.periapsis.indexer.adapter.postgres;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.periapsis.indexer.domain.sky.PixelRange;

/** Values of PostgreSQL types that no driver writes for us, in their text form. */
final class PgLiterals {
    private PgLiterals() {}

    /** {@code int8multirange}: {@code {[1,5),[9,12)}}. */
    static String multirange(List<PixelRange> ranges) {
        return ranges.stream()
                .map(r -> "[" + r.first() + "," + r.end() + ")")
                .collect(Collectors.joining(",", "{", "}"));
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
