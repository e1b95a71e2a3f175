package org.periapsis.kit.kafka;

/** The store has another offset than the reader thought: nothing was applied, and the reader asks the store again. */
public final class StaleCursor extends Exception {
    private static final long serialVersionUID = 1;

    public StaleCursor(String message) {
        super(message);
    }
}
