package org.periapsis.kit.config;

/** A setting that the service cannot start with; the message names the key and the remedy. */
public final class ConfigurationError extends RuntimeException {
    public ConfigurationError(String key, String fault) {
        this(key, fault, null);
    }

    public ConfigurationError(String key, String fault, Throwable cause) {
        super(key + " " + fault, cause);
    }
}
