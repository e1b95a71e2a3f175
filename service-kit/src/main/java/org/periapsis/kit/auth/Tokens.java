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

/** Checks bearer tokens (JWT, ES256), and makes them where the private key is. */
public final class Tokens {
    private static final String ALGORITHM = "ES256";
    private static final String AUDIENCE = "aud";

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

    /** @return the caller; failed when the token is not valid now, or is good at one place only */
    public Future<Caller> check(String bearer) {
        Optional<Caller> known = checked.caller(bearer, Instant.now());
        return known.isPresent()
                ? Future.succeededFuture(known.get())
                : jwt.authenticate(new TokenCredentials(bearer)).map(user -> {
                    if (user.principal().containsKey(AUDIENCE)) {
                        throw new IllegalArgumentException("the token is for another place");
                    }
                    return remembered(caller(user, bearer), user);
                });
    }

    /** @return the caller, who has no roles there; failed when the token is not valid now, or not for this place */
    public Future<Caller> checkFor(String place, String bearer) {
        return jwt.authenticate(new TokenCredentials(bearer)).map(user -> {
            if (!place.equals(user.principal().getValue(AUDIENCE))) {
                throw new IllegalArgumentException("the token is not for " + place);
            }
            return caller(user, bearer);
        });
    }

    /** @return a signed token that is good at one place only, and for nothing else there than entering it */
    public String issueFor(String place, String subject, Duration life) {
        JsonObject claims = new JsonObject()
                .put("sub", subject)
                .put(AUDIENCE, place)
                .put("exp", Instant.now().plus(life).getEpochSecond());
        return jwt.generateToken(
                claims, new JWTOptions().setAlgorithm(ALGORITHM).setIssuer(issuer));
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
