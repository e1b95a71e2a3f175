package org.periapsis.kit.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TokensAdapterTest {
    private final Vertx vertx = Vertx.vertx();
    private Tokens tokens;

    @BeforeEach
    void makeKeys() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        tokens = Tokens.issuing(
                vertx,
                "https://issuer",
                pem("PUBLIC KEY", pair.getPublic().getEncoded()),
                pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void checksASignatureOnce() throws Exception {
        String token = tokens.issue("ada", "Ada", List.of("user"), List.of(), Duration.ofMinutes(1));

        Caller first = tokens.check(token).await(10, TimeUnit.SECONDS);

        assertThat(first.subject()).isEqualTo("ada");
        assertThat(tokens.check(token).await(10, TimeUnit.SECONDS)).isSameAs(first);
    }

    @Test
    void refusesATokenWithAnotherSignature() throws Exception {
        String token = tokens.issue("ada", "Ada", List.of("user"), List.of(), Duration.ofMinutes(1));
        String other = tokens.issue("eve", "Eve", List.of(), List.of(), Duration.ofMinutes(1));
        tokens.check(token).await(10, TimeUnit.SECONDS);

        String mixed = token.substring(0, token.lastIndexOf('.')) + other.substring(other.lastIndexOf('.'));

        assertThat(tokens.check(mixed)
                        .recover(refused -> io.vertx.core.Future.succeededFuture())
                        .await(10, TimeUnit.SECONDS))
                .isNull();
    }

    @Test
    void aTokenForOnePlaceIsGoodNowhereElse() throws Exception {
        String pass = tokens.issueFor(SessionPass.place("1"), "ada", Duration.ofMinutes(1));

        Caller there = tokens.checkFor(SessionPass.place("1"), pass).await(10, TimeUnit.SECONDS);

        assertThat(there.subject()).isEqualTo("ada");
        assertThat(there.roles()).isEmpty();
        assertThat(refused(tokens.checkFor(SessionPass.place("2"), pass))).isTrue();
        assertThat(refused(tokens.check(pass))).isTrue();
        String general = tokens.issue("ada", "Ada", List.of("operator"), List.of(), Duration.ofMinutes(1));
        assertThat(refused(tokens.checkFor(SessionPass.place("1"), general))).isTrue();
    }

    private static boolean refused(io.vertx.core.Future<Caller> checked) throws Exception {
        return checked.map(false).otherwise(true).await(10, TimeUnit.SECONDS);
    }

    private static String pem(String kind, byte[] key) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(key) + "\n-----END " + kind
                + "-----\n";
    }
}
