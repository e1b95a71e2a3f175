package org.periapsis.scheduler.domain;

import java.util.Comparator;

/** Where a record stands on the log. */
public record Source(String topic, int partition, long offset) implements Comparable<Source> {
    private static final Comparator<Source> ORDER =
            Comparator.comparing(Source::topic).thenComparing(Source::partition).thenComparing(Source::offset);

    @Override
    public int compareTo(Source other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return topic + ":" + partition + ":" + offset;
    }
}
