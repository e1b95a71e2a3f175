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

    /**
     * Cuts the rows of what there is so far where their weights come to more than a bound, but not before the first; each row tells
     * in {@code found} how many there were.
     *
     * @param weight of a row, an expression of its columns; bytes
     * @param order of the rows, which is total
     */
    SqlText within(String weight, String order, long bytes) {
        text.insert(
                0,
                "select * from (select q.*, count(*) over () as found, row_number() over w as place, sum(" + weight
                        + ") over w as weight from (");
        return add(
                ") q window w as (order by " + order + " rows unbounded preceding)) cut where place = 1 or weight <= ?"
                        + " order by place",
                bytes);
    }

    String text() {
        return text.toString();
    }

    List<Object> values() {
        return values;
    }
}
