package org.periapsis.session.domain.agent;

/** This site cannot start what was placed; the message says why, for people. */
public final class RefusedException extends Exception {

    public RefusedException(String message) {
        super(message);
    }
}
