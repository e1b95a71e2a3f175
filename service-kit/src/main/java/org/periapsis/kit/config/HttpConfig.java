package org.periapsis.kit.config;

import java.time.Duration;
import java.util.Map;
import org.periapsis.kit.auth.IssuerKeySet;

/**
 * Where a service listens, whose tokens it takes, and what it bears.
 *
 * @param port 0 for a free one
 * @param issuer the {@code iss} that tokens must carry
 * @param issuerKey the issuer's public key, PEM (ES256)
 */
public record HttpConfig(String host, int port, String issuer, String issuerKey, HttpLimits limits, Drain drain) {

    /**
     * How a listener goes.
     *
     * @param notice time for which it says that it is not ready, and still answers
     * @param patience time for what is in hand to be finished after that
     */
    public record Drain(Duration notice, Duration patience) {
        /** Reads the keys under {@code drain.}. */
        public static Drain of(Settings settings) {
            return new Drain(
                    settings.duration("drain.notice", Duration.ZERO),
                    settings.duration("drain.patience", Duration.ofSeconds(30)));
        }

        /** Both together. */
        public Duration total() {
            return notice.plus(patience);
        }
    }

    /** With the usual limits of a service behind the portal. */
    public HttpConfig(String host, int port, String issuer, String issuerKey) {
        this(
                host,
                port,
                issuer,
                issuerKey,
                HttpLimits.behind(new Settings(Map.of())),
                Drain.of(new Settings(Map.of())));
    }

    /** Reads the keys under {@code http.}, {@code issuer.} and {@code drain.}. Loopback unless told otherwise. */
    public static HttpConfig of(Settings settings) {
        return of(settings, HttpLimits.behind(settings));
    }

    /** The same for the front door, which trusts nobody on its own machine. */
    public static HttpConfig front(Settings settings) {
        return of(settings, HttpLimits.front(settings));
    }

    private static HttpConfig of(Settings settings, HttpLimits limits) {
        return new HttpConfig(
                settings.text("http.host", "127.0.0.1"),
                settings.integer("http.port", 0, 0, 65535),
                settings.text("issuer.name"),
                issuerKey(settings),
                limits,
                Drain.of(settings));
    }

    private static String issuerKey(Settings settings) {
        String pem = settings.text("issuer.key");
        try {
            IssuerKeySet.of(pem);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationError("issuer.key", e.getMessage(), e);
        }
        return pem;
    }
}
