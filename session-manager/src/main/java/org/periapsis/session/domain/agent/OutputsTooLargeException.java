package org.periapsis.session.domain.agent;

/** A task left more than may go into the site's store. Its message is for the task's owner. */
public final class OutputsTooLargeException extends Exception {

    public OutputsTooLargeException(String message) {
        super(message);
    }
}
