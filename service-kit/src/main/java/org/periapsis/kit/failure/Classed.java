package org.periapsis.kit.failure;

/** An exception that knows its own class. */
public interface Classed {
    FailureClass failureClass();
}
