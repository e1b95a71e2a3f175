package org.periapsis.kit.rights;

import java.util.ArrayList;
import java.util.List;

/**
 * A condition of a query. It may be null where a column is: that counts as no, so never negate it without {@code coalesce}.
 *
 * @param text with a {@code ?} for each value, in parentheses where it needs them
 * @param values String, String[] or OffsetDateTime
 */
public record SqlCondition(String text, List<Object> values) {
    public SqlCondition {
        values = List.copyOf(values);
    }

    static SqlCondition of(String text, Object... values) {
        return new SqlCondition(text, List.of(values));
    }

    static SqlCondition all(List<SqlCondition> parts) {
        return joined(" and ", parts, "true");
    }

    static SqlCondition any(List<SqlCondition> parts) {
        return joined(" or ", parts, "false");
    }

    private static SqlCondition joined(String glue, List<SqlCondition> parts, String none) {
        if (parts.isEmpty()) {
            return of(none);
        }
        if (parts.size() == 1) {
            return parts.get(0);
        }
        List<Object> values = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (SqlCondition part : parts) {
            texts.add(part.text);
            values.addAll(part.values);
        }
        return new SqlCondition("(" + String.join(glue, texts) + ")", values);
    }
}
