package org.periapsis.session.domain.agent;

/** A task left what the site's store or the log cannot take. Its message is for the task's owner. */
public final class OutputsRefusedException extends Exception {

    public OutputsRefusedException(String message) {
        super(message);
    }
}
