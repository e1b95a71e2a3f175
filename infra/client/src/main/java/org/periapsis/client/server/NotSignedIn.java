package org.periapsis.client.server;

import java.io.IOException;

/** What was asked for needs somebody who is signed in, and nobody is. */
public final class NotSignedIn extends IOException {
    private static final long serialVersionUID = 1;

    public NotSignedIn(String message) {
        super(message);
    }
}
