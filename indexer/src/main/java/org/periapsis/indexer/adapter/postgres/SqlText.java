package org.periapsis.indexer.adapter.postgres;

import java.util.ArrayList;
import java.util.List;

/** A statement in the making: text and the values that it refers to as $1, $2, ... No value ever enters the text. */
final class SqlText {
    private final StringBuilder text = new StringBuilder();
    private final List<Object> values = new ArrayList<>();

    /** Appends text; each {@code ?} in it stands for the next value. */
    SqlText add(String part, Object... its) {
        int next = 0;
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c == '?') {
                values.add(its[next++]);
                text.append('$').append(values.size());
            } else {
                text.append(c);
            }
        }
        if (next != its.length) {
            throw new IllegalArgumentException(its.length + " values for " + next + " places in: " + part);
        }
        return this;
    }

    String text() {
        return text.toString();
    }

    List<Object> values() {
        return values;
    }
}
