package org.periapsis.portal.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.auth.Grant;
import org.periapsis.kit.auth.IssuerKeySet;
import org.periapsis.kit.config.Secret;
import org.periapsis.kit.http.AuditedRoutes;
import org.periapsis.kit.http.BodyReader;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.portal.adapter.kafka.PortalLog;
import org.periapsis.portal.adapter.postgres.Revoked;
import org.periapsis.portal.adapter.postgres.SignInStore;
import org.periapsis.portal.domain.FetchMetadata;
import org.periapsis.portal.domain.PublicAddress;
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
    private static final Duration USUAL_TOKEN = Duration.ofHours(1);
    private static final Duration LONGEST_TOKEN = Duration.ofDays(14);
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String UNNAMED = "a program";
    private static final String PORTAL = "portal";
    private static final String SERVICES = "services";
    private static final int BODY_BYTES = 16 * 1024;

    private final Identity identity;
    private final SignInStore store;
    private final PortalLog log;
    private final Secret linkSecret;
    private final Place place;
    private final ProgramTokens tokens;

    /**
     * Where the portal is.
     *
     * @param address that people use
     */
    public record Place(String issuer, IssuerKeySet issuerKeys, PublicAddress address) {
        String url(RoutingContext context) {
            return address.base(
                    context.request().scheme(), context.request().localAddress().port());
        }
    }

    public AuthRoutes(
            Identity identity, SignInStore store, PortalLog log, Secret linkSecret, Place place, ProgramTokens tokens) {
        this.identity = identity;
        this.store = store;
        this.log = log;
        this.linkSecret = linkSecret;
        this.place = place;
        this.tokens = tokens;
    }

    public void mount(Router router) {
        BodyReader body = new BodyReader(BODY_BYTES);
        router.get("/.well-known/jwks.json").handler(context -> context.json(Jwks.of(place.issuerKeys())));
        router.post("/auth/links").handler(body).handler(this::link);
        router.get("/auth/link/:code").handler(this::redeem);
        router.post("/auth/link/:code").handler(body).handler(this::redeemForToken);
        router.get("/auth/me").handler(AuthRoutes::me);
        router.post("/auth/tokens").handler(body).handler(this::token);
        router.post("/auth/logout").handler(body).handler(this::signOut);
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
        // Who makes a link for themselves does not sign in for longer by it.
        Caller caller = ServiceRoutes.caller(context);
        Grant by = trusted || !person.subject().equals(caller.subject()) ? Grant.NONE : caller.grant();
        store.createLink(person, SameSite.next(body.text("next").orElse(null)), by)
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
        FetchMetadata asked = Fetches.of(context.request());
        if (asked.looksAhead() || (asked.mode().isPresent() && !asked.leads())) {
            throw Problem.notAllowed("A sign-in link is opened: nobody looks ahead at it or takes it into a page")
                    .field("Sec-Fetch-Dest")
                    .remedy("Open the link in the browser")
                    .exception();
        }
        boolean anybody = !ServiceRoutes.caller(context).anonymous();
        if (!asked.typed() && (anybody || asked.site().isPresent())) {
            // Some page leads there, be it of ours: whoever follows it is asked whose sign-in they want.
            String code = URLEncoder.encode(context.pathParam("code"), StandardCharsets.UTF_8);
            context.response()
                    .setStatusCode(303)
                    .putHeader("Location", "/sign-in?link=" + code)
                    .putHeader("Referrer-Policy", "no-referrer")
                    .end();
            return;
        }
        signIn(context);
    }

    private void signIn(RoutingContext context) {
        redeemed(context)
                .compose(redeemed -> identity.signIn(context, redeemed.signIn(), redeemed.by())
                        .map(redeemed.next()))
                .recover(Revoked.told(AuthRoutes::used))
                .onSuccess(next -> context.response()
                        .setStatusCode(303)
                        .putHeader("Location", wanted(context, next))
                        .putHeader("Referrer-Policy", "no-referrer")
                        .end())
                .onFailure(context::fail);
    }

    /** The sign-in page has asked, and a person has answered: no other site's page can send that. */
    private void redeemAsked(RoutingContext context) {
        if (!SameSite.allowed(
                Optional.ofNullable(context.request().getHeader("Origin")),
                Optional.ofNullable(context.request().getHeader("Sec-Fetch-Site")),
                place.address()
                        .origin(
                                context.request().scheme(),
                                String.valueOf(context.request().getHeader("Host"))))) {
            throw Problem.notAllowed("Another site's page signs nobody in")
                    .field("Origin")
                    .remedy("Open the link in the browser")
                    .exception();
        }
        signIn(context);
    }

    /** A program redeems a link for a token, and no browser is signed in; a form is of the sign-in page. */
    private void redeemForToken(RoutingContext context) {
        if (String.valueOf(context.request().getHeader("Content-Type")).startsWith(FORM)) {
            redeemAsked(context);
            return;
        }
        Fields body = Fields.of(context);
        Duration life = life(body);
        String label = ProgramTokens.label(body.text("label").orElse(UNNAMED));
        redeemed(context)
                .compose(redeemed -> tokens.token(redeemed, label, life))
                .recover(Revoked.told(AuthRoutes::used))
                .onSuccess(given -> answer(context, given))
                .onFailure(context::fail);
    }

    private Future<SignInStore.Redeemed> redeemed(RoutingContext context) {
        return store.redeem(context.pathParam("code")).map(redeemed -> {
            if (redeemed.isEmpty()) {
                throw used();
            }
            AuditedRoutes.acts(context, redeemed.get().signIn().subject());
            // The team's events may come late; signing in does not wait for them.
            log.personalTeam(place.issuer(), redeemed.get().signIn())
                    .onFailure(failure -> LOG.warn("event=personal-team-not-written cause={}", failure.toString()));
            return redeemed.get();
        });
    }

    private void signOut(RoutingContext context) {
        boolean everywhere = Fields.of(context).truth("everywhere").orElse(false);
        Future<Void> out = identity.signOut(context);
        (everywhere ? out.compose(done -> identity.revokeAll(context)) : out)
                .onSuccess(done -> context.response().setStatusCode(204).end())
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

    private static RuntimeException used() {
        return Problem.of("link-used", 410, "This sign-in link was used or is too old")
                .remedy("Ask for another: `periapsis link` on the machine that runs the platform")
                .exception();
    }

    private void token(RoutingContext context) {
        Caller caller = ServiceRoutes.signedIn(context);
        Fields body = Fields.of(context);
        String audience = body.text("audience").orElse(PORTAL);
        if (audience.equals(SERVICES)) {
            answer(context, tokens.forServices(caller));
            return;
        }
        if (!audience.equals(PORTAL)) {
            throw Problem.badRequest("audience", "No token is for that", "Ask for one for portal, or for services")
                    .exception();
        }
        String label = ProgramTokens.label(body.text("label").orElse(UNNAMED));
        tokens.token(caller, body.texts("roles").orElse(List.of()), label, life(body))
                .recover(Revoked.told(AuthRoutes::signedOut))
                .onSuccess(given -> answer(context, given))
                .onFailure(context::fail);
    }

    private static RuntimeException signedOut() {
        return Problem.of("invalid-token", 401, "What you act by was revoked")
                .remedy("Sign in again")
                .exception();
    }

    private static Duration life(Fields body) {
        return Duration.ofSeconds(
                body.whole("life_s", 1, LONGEST_TOKEN.toSeconds()).orElse(USUAL_TOKEN.toSeconds()));
    }

    private static void answer(RoutingContext context, ProgramTokens.Given given) {
        context.response().setStatusCode(201).putHeader("Cache-Control", "no-store");
        context.json(new JsonObject()
                .put("id", given.grant().map(UUID::toString).orElse(null))
                .put("token", given.token())
                .put("expires_at", given.expires().toString())
                .put(
                        "expires_in_s",
                        Duration.between(Instant.now(), given.expires()).toSeconds()));
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
