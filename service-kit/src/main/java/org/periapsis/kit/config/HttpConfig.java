package org.periapsis.kit.config;

/**
 * Where a service listens and whose tokens it takes.
 *
 * @param port 0 for a free one
 * @param issuer the {@code iss} that tokens must carry
 * @param issuerKey the issuer's public key, PEM (ES256)
 */
public record HttpConfig(String host, int port, String issuer, String issuerKey) {

    /** Reads the keys under {@code http.} and {@code issuer.}. Loopback unless told otherwise. */
    public static HttpConfig of(Settings settings) {
        return new HttpConfig(
                settings.text("http.host", "127.0.0.1"),
                settings.integer("http.port", 0, 0, 65535),
                settings.text("issuer.name"),
                settings.text("issuer.key"));
    }
}
