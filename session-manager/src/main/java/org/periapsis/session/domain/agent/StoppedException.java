package org.periapsis.session.domain.agent;

/** The run was asked to end while it was being prepared. */
public final class StoppedException extends Exception {

    public StoppedException() {
        super("the run was asked to end");
    }
}
