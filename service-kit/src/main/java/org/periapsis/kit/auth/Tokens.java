package org.periapsis.kit.auth;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.periapsis.events.door.Document;
import org.periapsis.events.door.Text;

/** Checks bearer tokens (JWT, ES256), and makes them where the private key is. */
public final class Tokens {
    /** OpenID Connect Core 1.0, 2: at most 255 characters. */
    private static final Text SUBJECT = new Text(255, false);

    private static final String ALGORITHM = "ES256";

    private final String issuer;
    private final JWTAuth jwt;
    private final CheckedTokens checked = new CheckedTokens();

    private Tokens(Vertx vertx, String issuer, List<String> pems) {
        this.issuer = issuer;
        JWTAuthOptions options = new JWTAuthOptions().setJWTOptions(new JWTOptions().setIssuer(issuer));
        pems.forEach(pem -> options.addPubSecKey(
                new PubSecKeyOptions().setAlgorithm(ALGORITHM).setBuffer(pem)));
        this.jwt = JWTAuth.create(vertx, options);
    }

    /** @param publicKey PEM */
    public static Tokens checking(Vertx vertx, String issuer, String publicKey) {
        return new Tokens(vertx, issuer, List.of(publicKey));
    }

    /** @param privateKey PEM (PKCS 8) */
    public static Tokens issuing(Vertx vertx, String issuer, String publicKey, String privateKey) {
        return new Tokens(vertx, issuer, List.of(publicKey, privateKey));
    }

    /** @return the caller; failed when the token is not valid now */
    public Future<Caller> check(String bearer) {
        Optional<Caller> known = checked.caller(bearer, Instant.now());
        return known.isPresent()
                ? Future.succeededFuture(known.get())
                : jwt.authenticate(new TokenCredentials(bearer)).map(user -> remembered(caller(user, bearer), user));
    }

    /** @return a signed token; needs the private key */
    public String issue(String subject, String name, List<String> roles, List<String> teams, Duration life) {
        JsonObject claims = new JsonObject()
                .put("sub", subject)
                .put("name", name)
                .put("roles", new JsonArray(roles))
                .put("teams", new JsonArray(teams))
                .put("exp", Instant.now().plus(life).getEpochSecond());
        return jwt.generateToken(
                claims, new JWTOptions().setAlgorithm(ALGORITHM).setIssuer(issuer));
    }

    private Caller remembered(Caller caller, User user) {
        Long expires = user.attributes().getLong("exp");
        if (expires != null) {
            checked.remember(caller, Instant.ofEpochSecond(expires));
        }
        return caller;
    }

    private Caller caller(User user, String bearer) {
        JsonObject claims = user.principal();
        // Another issuer's word goes onto the log like anybody's.
        SUBJECT.flaw("sub", claims.getString("sub"))
                .or(() -> Document.flaw("", claims.getMap()))
                .ifPresent(flaw -> {
                    throw flaw.exception();
                });
        return new Caller(
                issuer,
                claims.getString("sub"),
                claims.getString("name", claims.getString("sub")),
                new HashSet<>(strings(claims, "roles")),
                strings(claims, "teams"),
                bearer);
    }

    private static List<String> strings(JsonObject claims, String key) {
        return claims.getJsonArray(key, new JsonArray()).stream()
                .map(String::valueOf)
                .toList();
    }
}
