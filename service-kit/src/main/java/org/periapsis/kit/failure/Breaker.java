package org.periapsis.kit.failure;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;

/**
 * Tells a fault of the code from a fault that one entity meets: when half of the last records failed, and of many entities,
 * putting them aside would empty the topic into its dead letters. Used by one thread.
 */
public final class Breaker {
    /** Records that are looked back on; fewer decide nothing. */
    public static final int WINDOW = 20;
    /** Faults among them, and entities that they are of, from which on it is the code. */
    public static final int MOST = 10;

    /** An entity that failed; empty for a record that went well. */
    private final Deque<Optional<String>> last = new ArrayDeque<>();

    /** So many records went well. */
    public void fine(int records) {
        for (int i = 0; i < Math.min(records, WINDOW); i++) {
            add(Optional.empty());
        }
    }

    /**
     * A record of an entity met a fault.
     *
     * @return whether it is the code: nothing more is to be put aside
     */
    public boolean fault(String entity) {
        add(Optional.of(entity));
        return last.size() == WINDOW
                && last.stream().filter(Optional::isPresent).count() >= MOST
                && last.stream().flatMap(Optional::stream).distinct().count() >= MOST;
    }

    private void add(Optional<String> outcome) {
        if (last.size() == WINDOW) {
            last.removeFirst();
        }
        last.addLast(Objects.requireNonNull(outcome));
    }
}
