package org.periapsis.client.server;

import java.io.IOException;

/** No server answers there. */
public final class Unreachable extends IOException {
    private static final long serialVersionUID = 1;

    Unreachable(String message, Throwable cause) {
        super(message, cause);
    }
}
