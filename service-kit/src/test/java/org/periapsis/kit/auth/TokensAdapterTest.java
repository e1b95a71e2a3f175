package org.periapsis.kit.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TokensAdapterTest {
    private static final String ISSUER = "https://issuer";

    private final Vertx vertx = Vertx.vertx();
    private Tokens tokens;

    @BeforeEach
    void makeKeys() throws Exception {
        KeyPair pair = pair();
        tokens = Tokens.issuing(vertx, ISSUER, publicPem(pair), privatePem(pair));
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
    void duringARotationTokensOfBothKeysAreGoodAndAfterItThoseOfTheNewOne() throws Exception {
        KeyPair old = pair();
        KeyPair fresh = pair();
        String both = publicPem(old) + publicPem(fresh);
        String before = Tokens.issuing(vertx, ISSUER, publicPem(old), privatePem(old))
                .issue("ada", "Ada", List.of("user"), List.of(), Duration.ofMinutes(1));
        String after = Tokens.issuing(vertx, ISSUER, both, privatePem(fresh))
                .issue("bob", "Bob", List.of("user"), List.of(), Duration.ofMinutes(1));

        Tokens meanwhile = Tokens.checking(vertx, ISSUER, both);
        assertThat(subject(meanwhile, before)).isEqualTo("ada");
        assertThat(subject(meanwhile, after)).isEqualTo("bob");

        Tokens later = Tokens.checking(vertx, ISSUER, publicPem(fresh));
        assertThat(subject(later, before)).isEmpty();
        assertThat(subject(later, after)).isEqualTo("bob");
    }

    @Test
    void aTokenNamesItsKeyByTheThumbprint() throws Exception {
        KeyPair pair = pair();
        String token = Tokens.issuing(vertx, ISSUER, publicPem(pair()) + publicPem(pair), privatePem(pair))
                .issue("ada", "Ada", List.of(), List.of(), Duration.ofMinutes(1));
        JsonObject header = new JsonObject(io.vertx.core.buffer.Buffer.buffer(
                Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.')))));
        assertThat(header.getString("kid"))
                .isEqualTo(IssuerKeySet.of(publicPem(pair)).keys().get(0).id());
    }

    @Test
    void aPrivateKeyWithoutItsPublicOneIsRefusedAtOnce() throws Exception {
        KeyPair other = pair();
        String key = privatePem(pair());
        assertThatThrownBy(() -> Tokens.issuing(vertx, ISSUER, publicPem(other), key))
                .hasMessageContaining("none of the public keys");
        assertThatThrownBy(() -> Tokens.checking(vertx, ISSUER, "no key")).hasMessageContaining("PUBLIC KEY");
    }

    @Test
    void whatCanBeRevokedIsForTheDoorAlone() throws Exception {
        KeyPair pair = pair();
        Tokens door = Tokens.issuing(vertx, ISSUER, publicPem(pair), privatePem(pair));
        UUID grant = UUID.randomUUID();
        String token = door.issue(
                new Tokens.Claims("ada", "Ada", List.of("user"), List.of()),
                grant,
                Instant.now().plusSeconds(60));
        assertThat(door.check(token).await(10, TimeUnit.SECONDS).grant().id()).hasValue(grant);
        assertThat(subject(Tokens.checking(vertx, ISSUER, publicPem(pair)), token))
                .isEmpty();
    }

    private static String subject(Tokens tokens, String token) throws Exception {
        return tokens.check(token).map(Caller::subject).otherwise("").await(10, TimeUnit.SECONDS);
    }

    private static KeyPair pair() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static String publicPem(KeyPair pair) {
        return pem("PUBLIC KEY", pair.getPublic().getEncoded());
    }

    private static String privatePem(KeyPair pair) {
        return pem("PRIVATE KEY", pair.getPrivate().getEncoded());
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

    @Test
    void aTokenForOneSitesPartIsTakenThereAndByNobodyElse() throws Exception {
        KeyPair pair = pair();
        String token = Tokens.issuing(vertx, ISSUER, publicPem(pair), privatePem(pair))
                .issueAt(
                        "ingest:esac",
                        new Tokens.Claims("ada", "Ada", List.of("archive:a"), List.of("t")),
                        Duration.ofMinutes(1));

        Caller there = Tokens.checkingAt(vertx, ISSUER, publicPem(pair), "ingest:esac")
                .check(token)
                .await(10, TimeUnit.SECONDS);

        assertThat(there.roles()).containsExactly("archive:a");
        assertThat(there.teams()).containsExactly("t");
        assertThat(refused(Tokens.checkingAt(vertx, ISSUER, publicPem(pair), "ingest:jive")
                        .check(token)))
                .isTrue();
        assertThat(refused(Tokens.checking(vertx, ISSUER, publicPem(pair)).check(token)))
                .isTrue();
        assertThat(refused(Tokens.issuing(vertx, ISSUER, publicPem(pair), privatePem(pair))
                        .check(token)))
                .isTrue();
    }

    private static boolean refused(io.vertx.core.Future<Caller> checked) throws Exception {
        return checked.map(false).otherwise(true).await(10, TimeUnit.SECONDS);
    }

    private static String pem(String kind, byte[] key) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(key) + "\n-----END " + kind
                + "-----\n";
    }
}
