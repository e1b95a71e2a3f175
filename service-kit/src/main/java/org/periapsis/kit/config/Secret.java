package org.periapsis.kit.config;

import java.util.Objects;

/** A value that never shows in a log or a printed configuration. */
public record Secret(String value) {
    public Secret {
        Objects.requireNonNull(value, "value");
    }

    @Override
    public String toString() {
        return "***";
    }
}
