package org.periapsis.local.client;

import java.io.IOException;

/** The platform answered with a problem. */
public final class ApiException extends IOException {
    private static final long serialVersionUID = 1;
    private final int status;

    ApiException(String method, String path, int status, String body) {
        super(method + " " + path + " answered " + status + ": " + body);
        this.status = status;
    }

    public int status() {
        return status;
    }
}
