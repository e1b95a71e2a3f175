package org.periapsis.kit.kafka;

/** A reader's declared end: no outage, not tried again, and no reason to start the process again. */
final class Stopped extends IllegalStateException {
    private static final long serialVersionUID = 1;

    Stopped(String message) {
        super(message);
    }

    Stopped(String message, Throwable cause) {
        super(message, cause);
    }
}
