package org.periapsis.session;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.periapsis.kit.auth.IssuerPair;
import org.periapsis.kit.auth.Tokens;

/** An identity provider for tests: tokens as the built-in issuer makes them. */
public final class TestIssuer {
    public static final String NAME = "https://issuer.test";

    /** A public key to be read; what it signed is nowhere. */
    public static final String KEY =
            """
            -----BEGIN PUBLIC KEY-----
            MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEhj7/UEv7wAIfFr5tK8RjXT/QVeyh
            wlemeHOz7FuWd6UXmyLV4IYgW3k6ex8GTeB5XtMrpCdKqw9S9ZUWwg1wNQ==
            -----END PUBLIC KEY-----
            """;

    private final String publicKey;
    private final Tokens tokens;

    public TestIssuer(Vertx vertx) throws Exception {
        IssuerPair pair = IssuerPair.make();
        publicKey = pair.publicKey();
        tokens = Tokens.issuing(vertx, NAME, publicKey, pair.privateKey());
    }

    public String publicKey() {
        return publicKey;
    }

    public String token(String subject, String team, String... roles) {
        return tokens.issue(subject, subject, List.of(roles), List.of(team), Duration.ofHours(1));
    }

    /** One that can be revoked, and is for the portal alone. */
    public String atPortal(String subject, String team, String role) {
        Tokens.Claims claims = new Tokens.Claims(subject, subject, List.of(role), List.of(team));
        return tokens.issue(claims, UUID.randomUUID(), Instant.now().plusSeconds(3_600));
    }
}
