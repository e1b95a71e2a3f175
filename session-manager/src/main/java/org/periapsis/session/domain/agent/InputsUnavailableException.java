package org.periapsis.session.domain.agent;

/** An input cannot be had; the message says which and why, for people. */
public final class InputsUnavailableException extends Exception {

    public InputsUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
