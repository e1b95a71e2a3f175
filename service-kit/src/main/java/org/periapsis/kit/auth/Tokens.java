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
import java.util.UUID;
import org.periapsis.events.door.Document;
import org.periapsis.events.door.Text;

/**
 * Checks bearer tokens (JWT, ES256), and makes them where the private key is. A token that can be revoked is for the front door
 * alone ({@code aud}), which knows whether it was; services see a short one in its stead and refuse the other.
 */
public final class Tokens {
    /** OpenID Connect Core 1.0, 2: at most 255 characters. */
    private static final Text SUBJECT = new Text(255, false);

    private static final String ALGORITHM = "ES256";
    private static final String AUDIENCE = "aud";
    private static final String DOOR = "portal";
    private static final Instant NEVER = Instant.MAX;

    private final String issuer;
    private final JWTAuth checking;
    private final Optional<JWTAuth> signing;
    private final String door;
    private final CheckedTokens checked = new CheckedTokens();

    /** Who a token is for, and what they may do. */
    public record Claims(String subject, String name, List<String> roles, List<String> teams) {
        public Claims {
            roles = List.copyOf(roles);
            teams = List.copyOf(teams);
        }
    }

    private Tokens(String issuer, JWTAuth checking, Optional<JWTAuth> signing, String door) {
        this.issuer = issuer;
        this.checking = checking;
        this.signing = signing;
        this.door = door;
    }

    /** @param publicKeys PEM; several while the key is changed */
    public static Tokens checking(Vertx vertx, String issuer, String publicKeys) {
        return checkingAt(vertx, issuer, publicKeys, "");
    }

    /**
     * The same where also tokens are taken that are for this place alone.
     *
     * @param place such as {@code ingest:esac}; empty for none
     */
    public static Tokens checkingAt(Vertx vertx, String issuer, String publicKeys, String place) {
        return new Tokens(issuer, checking(vertx, issuer, IssuerKeySet.of(publicKeys)), Optional.empty(), place);
    }

    /**
     * @param publicKeys PEM; several while the key is changed
     * @param privateKey PEM (PKCS 8)
     * @throws IllegalArgumentException when the private key's public one is not among the others: nobody would take its tokens
     */
    public static Tokens issuing(Vertx vertx, String issuer, String publicKeys, String privateKey) {
        IssuerKeySet keys = IssuerKeySet.of(publicKeys);
        String id = keys.belongingTo(privateKey).id();
        JWTAuthOptions options = options(issuer).addPubSecKey(key(id, privateKey));
        return new Tokens(issuer, checking(vertx, issuer, keys), Optional.of(JWTAuth.create(vertx, options)), DOOR);
    }

    /** @return the caller; failed when the token is not valid now, or not meant for whoever checks it */
    public Future<Caller> check(String bearer) {
        Optional<Caller> known = checked.caller(bearer, Instant.now());
        return known.isPresent()
                ? Future.succeededFuture(known.get())
                : checking.authenticate(new TokenCredentials(bearer))
                        .compose(user -> forThisDoor(user)
                                ? Future.succeededFuture(remembered(caller(user, bearer)))
                                : Future.failedFuture("the token is for another place"));
    }

    /** @return the caller, who has no roles there; failed when the token is not valid now, or not for this place */
    public Future<Caller> checkFor(String place, String bearer) {
        return checking.authenticate(new TokenCredentials(bearer))
                .compose(user -> place.equals(user.principal().getValue(AUDIENCE))
                        ? Future.succeededFuture(caller(user, bearer))
                        : Future.failedFuture("the token is not for " + place));
    }

    /** @return a signed token that is good at one place only, and for nothing else there than entering it */
    public String issueFor(String place, String subject, Duration life) {
        JsonObject claims = new JsonObject()
                .put("sub", subject)
                .put(AUDIENCE, place)
                .put("exp", Instant.now().plus(life).getEpochSecond());
        return signer().generateToken(
                        claims, new JWTOptions().setAlgorithm(ALGORITHM).setIssuer(issuer));
    }

    /** @return a signed token; needs the private key */
    public String issue(String subject, String name, List<String> roles, List<String> teams, Duration life) {
        return sign(new Claims(subject, name, roles, teams), Instant.now().plus(life), new JsonObject());
    }

    /** @return a signed token of which a record is kept, for the front door; needs the private key */
    public String issue(Claims claims, UUID grant, Instant expires) {
        return sign(
                claims, expires, new JsonObject().put("jti", grant.toString()).put(AUDIENCE, DOOR));
    }

    /** @return a signed token that is good at one place only, with all that the person may do there; needs the private key */
    public String issueAt(String place, Claims claims, Duration life) {
        return sign(claims, Instant.now().plus(life), new JsonObject().put(AUDIENCE, place));
    }

    private String sign(Claims claims, Instant expires, JsonObject more) {
        JsonObject all = more.put("sub", claims.subject())
                .put("name", claims.name())
                .put("roles", new JsonArray(claims.roles()))
                .put("teams", new JsonArray(claims.teams()))
                .put("exp", expires.getEpochSecond());
        return signer().generateToken(
                        all, new JWTOptions().setAlgorithm(ALGORITHM).setIssuer(issuer));
    }

    private JWTAuth signer() {
        return signing.orElseThrow(() -> new IllegalStateException("tokens are made where the private key is"));
    }

    private static JWTAuth checking(Vertx vertx, String issuer, IssuerKeySet keys) {
        JWTAuthOptions options = options(issuer);
        keys.keys().forEach(each -> options.addPubSecKey(key(each.id(), each.pem())));
        return JWTAuth.create(vertx, options);
    }

    private static JWTAuthOptions options(String issuer) {
        return new JWTAuthOptions().setJWTOptions(new JWTOptions().setIssuer(issuer));
    }

    private static PubSecKeyOptions key(String id, String pem) {
        return new PubSecKeyOptions().setId(id).setAlgorithm(ALGORITHM).setBuffer(pem);
    }

    private boolean forThisDoor(User user) {
        Object place = user.principal().getValue(AUDIENCE);
        return place == null || (!door.isEmpty() && door.equals(place));
    }

    private Caller remembered(Caller caller) {
        if (!caller.grant().expires().equals(NEVER)) {
            checked.remember(caller, caller.grant().expires());
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
        Long expires = user.attributes().getLong("exp");
        return new Caller(
                issuer,
                claims.getString("sub"),
                claims.getString("name", claims.getString("sub")),
                new HashSet<>(strings(claims, "roles")),
                strings(claims, "teams"),
                bearer,
                new Grant(
                        Optional.ofNullable(claims.getString("jti")).map(UUID::fromString),
                        expires == null ? NEVER : Instant.ofEpochSecond(expires)));
    }

    private static List<String> strings(JsonObject claims, String key) {
        return claims.getJsonArray(key, new JsonArray()).stream()
                .map(String::valueOf)
                .toList();
    }
}
