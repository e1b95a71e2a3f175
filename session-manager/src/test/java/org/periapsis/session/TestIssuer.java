package org.periapsis.session;

import io.vertx.core.Vertx;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
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
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        publicKey = pem("PUBLIC KEY", pair.getPublic().getEncoded());
        tokens = Tokens.issuing(
                vertx, NAME, publicKey, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
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

    private static String pem(String what, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n";
    }
}
