package org.periapsis.kit.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
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
        IssuerPair pair = IssuerPair.make();
        tokens = Tokens.issuing(vertx, ISSUER, pair.publicKey(), pair.privateKey());
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
        IssuerPair old = IssuerPair.make();
        IssuerPair fresh = IssuerPair.make();
        String both = old.publicKey() + fresh.publicKey();
        String before = Tokens.issuing(vertx, ISSUER, old.publicKey(), old.privateKey())
                .issue("ada", "Ada", List.of("user"), List.of(), Duration.ofMinutes(1));
        String after = Tokens.issuing(vertx, ISSUER, both, fresh.privateKey())
                .issue("bob", "Bob", List.of("user"), List.of(), Duration.ofMinutes(1));

        Tokens meanwhile = Tokens.checking(vertx, ISSUER, both);
        assertThat(subject(meanwhile, before)).isEqualTo("ada");
        assertThat(subject(meanwhile, after)).isEqualTo("bob");

        Tokens later = Tokens.checking(vertx, ISSUER, fresh.publicKey());
        assertThat(subject(later, before)).isEmpty();
        assertThat(subject(later, after)).isEqualTo("bob");
    }

    @Test
    void aTokenNamesItsKeyByTheThumbprint() throws Exception {
        IssuerPair pair = IssuerPair.make();
        String token = Tokens.issuing(
                        vertx, ISSUER, IssuerPair.make().publicKey() + pair.publicKey(), pair.privateKey())
                .issue("ada", "Ada", List.of(), List.of(), Duration.ofMinutes(1));
        JsonObject header = new JsonObject(io.vertx.core.buffer.Buffer.buffer(
                Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.')))));
        assertThat(header.getString("kid"))
                .isEqualTo(IssuerKeySet.of(pair.publicKey()).keys().get(0).id());
    }

    @Test
    void aPrivateKeyWithoutItsPublicOneIsRefusedAtOnce() throws Exception {
        IssuerPair other = IssuerPair.make();
        String key = IssuerPair.make().privateKey();
        assertThatThrownBy(() -> Tokens.issuing(vertx, ISSUER, other.publicKey(), key))
                .hasMessageContaining("none of the public keys");
        assertThatThrownBy(() -> Tokens.checking(vertx, ISSUER, "no key")).hasMessageContaining("PUBLIC KEY");
    }

    @Test
    void whatCanBeRevokedIsForTheDoorAlone() throws Exception {
        IssuerPair pair = IssuerPair.make();
        Tokens door = Tokens.issuing(vertx, ISSUER, pair.publicKey(), pair.privateKey());
        UUID grant = UUID.randomUUID();
        String token = door.issue(
                new Tokens.Claims("ada", "Ada", List.of("user"), List.of()),
                grant,
                Instant.now().plusSeconds(60));
        assertThat(door.check(token).await(10, TimeUnit.SECONDS).grant().id()).hasValue(grant);
        assertThat(subject(Tokens.checking(vertx, ISSUER, pair.publicKey()), token))
                .isEmpty();
    }

    private static String subject(Tokens tokens, String token) throws Exception {
        return tokens.check(token).map(Caller::subject).otherwise("").await(10, TimeUnit.SECONDS);
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
        IssuerPair pair = IssuerPair.make();
        String token = Tokens.issuing(vertx, ISSUER, pair.publicKey(), pair.privateKey())
                .issueAt(
                        "ingest:esac",
                        new Tokens.Claims("ada", "Ada", List.of("archive:a"), List.of("t")),
                        Duration.ofMinutes(1));

        Caller there = Tokens.checkingAt(vertx, ISSUER, pair.publicKey(), "ingest:esac")
                .check(token)
                .await(10, TimeUnit.SECONDS);

        assertThat(there.roles()).containsExactly("archive:a");
        assertThat(there.teams()).containsExactly("t");
        assertThat(refused(Tokens.checkingAt(vertx, ISSUER, pair.publicKey(), "ingest:jive")
                        .check(token)))
                .isTrue();
        assertThat(refused(Tokens.checking(vertx, ISSUER, pair.publicKey()).check(token)))
                .isTrue();
        assertThat(refused(Tokens.issuing(vertx, ISSUER, pair.publicKey(), pair.privateKey())
                        .check(token)))
                .isTrue();
    }

    private static boolean refused(io.vertx.core.Future<Caller> checked) throws Exception {
        return checked.map(false).otherwise(true).await(10, TimeUnit.SECONDS);
    }
}
