package org.periapsis.session.domain.run;

/** A program could not be started; the message says why, in words for its owner. */
public final class RunNotStartedException extends Exception {

    public RunNotStartedException(String message, Throwable cause) {
        super(message, cause);
    }
}
