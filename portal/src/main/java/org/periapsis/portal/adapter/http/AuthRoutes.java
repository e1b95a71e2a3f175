package org.periapsis.portal.adapter.http;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.config.Secret;
import org.periapsis.kit.http.AuditedRoutes;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.portal.adapter.kafka.PortalLog;
import org.periapsis.portal.adapter.postgres.SignInStore;
import org.periapsis.portal.domain.SameSite;
import org.periapsis.portal.domain.SignIn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signing in by one-time links and by a browser for a device, and tokens for programs. */
public final class AuthRoutes {
    /** Header with the secret that lets the operator's command ask for links. */
    static final String LINK_SECRET = "Periapsis-Link-Secret";
    /** Cookie of the sign-in page: this browser was going somewhere. */
    private static final String WANTED = "periapsis-wanted";

    private static final Logger LOG = LoggerFactory.getLogger(AuthRoutes.class);
    private static final Duration USUAL_TOKEN = Duration.ofHours(12);
    private static final Duration LONGEST_TOKEN = Duration.ofDays(30);
    private static final int BODY_BYTES = 16 * 1024;

    private final Identity identity;
    private final SignInStore store;
    private final PortalLog log;
    private final Secret linkSecret;
    private final Place place;
    private final DeviceRoutes devices;

    /**
     * Where the portal is.
     *
     * @param url address that people use; empty: as the request says
     */
    public record Place(String issuer, String issuerKey, String url) {
        String url(RoutingContext context) {
            return url.isEmpty()
                    ? context.request().scheme() + "://" + context.request().authority()
                    : url;
        }
    }

    public AuthRoutes(
            Identity identity, SignInStore store, PortalLog log, Secret linkSecret, Place place, DeviceRoutes devices) {
        this.identity = identity;
        this.store = store;
        this.log = log;
        this.linkSecret = linkSecret;
        this.place = place;
        this.devices = devices;
    }

    public void mount(Router router) {
        BodyHandler body = BodyHandler.create(false).setBodyLimit(BODY_BYTES);
        router.get("/.well-known/jwks.json").handler(context -> context.json(Jwks.of(place.issuerKey())));
        router.post("/auth/links").handler(body).handler(this::link);
        router.get("/auth/link/:code").handler(this::redeem);
        router.get("/auth/me").handler(AuthRoutes::me);
        router.post("/auth/tokens").handler(body).handler(this::token);
        router.post("/auth/logout").handler(context -> identity.signOut(context)
                .onSuccess(done -> context.response().setStatusCode(204).end())
                .onFailure(context::fail));
        devices.mount(router);
    }

    private void link(RoutingContext context) {
        String given = context.request().getHeader(LINK_SECRET);
        boolean trusted = given != null
                && MessageDigest.isEqual(
                        given.getBytes(StandardCharsets.UTF_8),
                        linkSecret.value().getBytes(StandardCharsets.UTF_8));
        if (!trusted && !ServiceRoutes.signedIn(context).operator()) {
            throw Problem.notAllowed("Only an operator makes sign-in links").exception();
        }
        Fields body = Fields.of(context);
        SignIn person = person(body);
        AuditedRoutes.add(context, "for", person.subject());
        AuditedRoutes.add(context, "roles", String.join(",", person.roles()));
        store.createLink(person, SameSite.next(body.text("next").orElse(null)))
                .onSuccess(code -> context.response()
                        .setStatusCode(201)
                        .putHeader("Content-Type", "application/json")
                        .end(new JsonObject()
                                .put("link", place.url(context) + "/auth/link/" + code)
                                .encode()))
                .onFailure(context::fail);
    }

    /** A link is used by opening it: programs that look at links before people do ask by HEAD, which changes nothing. */
    private void redeem(RoutingContext context) {
        if (HttpMethod.HEAD.equals(context.request().method())) {
            throw Problem.wrongMethod("HEAD", List.of("GET")).exception();
        }
        store.redeem(context.pathParam("code"))
                .compose(redeemed -> {
                    if (redeemed.isEmpty()) {
                        throw Problem.of("link-used", 410, "This sign-in link was used or is too old")
                                .remedy("Ask for another: `periapsis link` on the machine that runs the platform")
                                .exception();
                    }
                    SignIn person = redeemed.get().signIn();
                    AuditedRoutes.acts(context, person.subject());
                    // The team's events may come late; signing in does not wait for them.
                    log.personalTeam(place.issuer(), person)
                            .onFailure(failure ->
                                    LOG.warn("event=personal-team-not-written cause={}", failure.toString()));
                    return identity.signIn(context, person).map(redeemed.get().next());
                })
                .onSuccess(next -> context.response()
                        .setStatusCode(303)
                        .putHeader("Location", wanted(context, next))
                        .putHeader("Referrer-Policy", "no-referrer")
                        .end())
                .onFailure(context::fail);
    }

    /** A link that names no place leads to where this browser was going when it was asked to sign in: its page knows. */
    private static String wanted(RoutingContext context, String next) {
        if (context.request().getCookie(WANTED) == null) {
            return next;
        }
        context.response().addCookie(Cookie.cookie(WANTED, "").setPath("/auth").setMaxAge(0));
        return next.equals(SameSite.next(null)) ? "/sign-in?back" : next;
    }

    private static void me(RoutingContext context) {
        Caller caller = ServiceRoutes.caller(context);
        context.response().putHeader("Cache-Control", "no-store");
        context.json(new JsonObject()
                .put("anonymous", caller.anonymous())
                .put("subject", caller.subject())
                .put("name", caller.name())
                .put("roles", new JsonArray(caller.roles().stream().sorted().toList()))
                .put("teams", new JsonArray(caller.teams())));
    }

    private void token(RoutingContext context) {
        Caller caller = ServiceRoutes.signedIn(context);
        Fields body = Fields.of(context);
        long life = body.whole("life_s", 1, LONGEST_TOKEN.toSeconds()).orElse(USUAL_TOKEN.toSeconds());
        String token = identity.token(caller, body.texts("roles").orElse(List.of()), Duration.ofSeconds(life));
        context.response().setStatusCode(201).putHeader("Cache-Control", "no-store");
        context.json(new JsonObject().put("token", token).put("expires_in_s", life));
    }

    private static SignIn person(Fields body) {
        String user = body.text("user").orElse(null);
        List<String> roles = body.texts("roles").orElse(List.of());
        try {
            return new SignIn(user, roles);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest(e.getMessage().split(" ", 2)[0], e.getMessage(), "Correct it")
                    .exception(e);
        }
    }
}
