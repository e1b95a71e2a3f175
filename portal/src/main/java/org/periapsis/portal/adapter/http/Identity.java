package org.periapsis.portal.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.auth.Grant;
import org.periapsis.kit.auth.Tokens;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.portal.adapter.postgres.GrantStore;
import org.periapsis.portal.adapter.postgres.PortalReads;
import org.periapsis.portal.adapter.postgres.RunTokenStore;
import org.periapsis.portal.adapter.postgres.SignInStore;
import org.periapsis.portal.domain.FetchMetadata;
import org.periapsis.portal.domain.PortalCookies;
import org.periapsis.portal.domain.PublicAddress;
import org.periapsis.portal.domain.SameSite;
import org.periapsis.portal.domain.SignIn;
import org.periapsis.portal.domain.Standing;

/**
 * Knows the person behind a cookie or a program's token, looks whether that still holds, and makes the short-lived bearer token
 * that the services see in its stead. On one event loop.
 */
public final class Identity {
    private static final Duration TOKEN_LIFE = Duration.ofMinutes(10);
    private static final Duration TOKEN_LEFT = Duration.ofMinutes(5);
    /** In this time what was revoked at another portal ends here too. */
    private static final Duration CHECKED = Duration.ofSeconds(2);
    /** So long a person who is here stays while the database of sign-ins is away: their sessions do not need it. */
    private static final Duration OUTAGE = Duration.ofHours(1);

    private static final int CACHE = 10_000;
    private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final SignInStore store;
    private final GrantStore grants;
    private final RunTokenStore runTokens;
    private final RunGrants runs;
    private final PortalReads reads;
    private final Tokens tokens;
    private final String issuer;
    private final OpenExchanges exchanges;
    private final PublicAddress address;
    private final PortalCookies cookies;
    private final Map<String, Known> cache = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > CACHE;
        }
    };

    /** Where it looks people up. */
    public record Stores(SignInStore signIns, GrantStore grants, RunTokenStore runs, PortalReads reads) {}

    /**
     * @param checked until when nobody is asked whether it holds
     * @param minted until when its bearer token may be given on
     * @param confirmed when it was last known to hold
     */
    private record Known(Caller caller, Instant checked, Instant minted, Instant confirmed) {}

    public Identity(
            Stores stores,
            RunGrants runs,
            Tokens tokens,
            OpenExchanges exchanges,
            PublicAddress address,
            PortalCookies cookies) {
        this.store = stores.signIns();
        this.grants = stores.grants();
        this.runTokens = stores.runs();
        this.runs = runs;
        this.reads = stores.reads();
        this.cookies = cookies;
        this.tokens = tokens;
        this.issuer = runs.issuer();
        this.exchanges = exchanges;
        this.address = address;
    }

    /** Puts the person on the request who stands behind its token, or else behind its cookie. */
    void identify(RoutingContext context) {
        Caller caller = ServiceRoutes.caller(context);
        Cookie cookie = context.request().getCookie(cookies.person());
        if (!caller.anonymous()) {
            caller.grant().id().ifPresentOrElse(grant -> byToken(context, grant), () -> unrecorded(context, caller));
        } else if (cookie != null && !embedded(context)) {
            byCookie(context, cookie.getValue());
        } else {
            context.next();
        }
    }

    /** Whether a bearer token says who makes this request. */
    static boolean byToken(RoutingContext context) {
        String header = context.request().getHeader("Authorization");
        return header != null && header.regionMatches(true, 0, "Bearer ", 0, 7);
    }

    private void byToken(RoutingContext context, UUID grant) {
        boolean ofRun = ServiceRoutes.caller(context).run().isPresent();
        found(context, grant.toString(), () -> ofRun ? runs.standing(grant) : grants.standing(grant), () -> {
            throw Problem.of("invalid-token", 401, ofRun ? "The run of this token is over" : "This token was revoked")
                    .field("Authorization")
                    .remedy("Sign in again for a new token")
                    .exception();
        });
    }

    /** What services see in a run's stead is not for this door, which could not tell when the run ends. */
    private static void unrecorded(RoutingContext context, Caller caller) {
        if (caller.run().isPresent()) {
            throw Problem.of("invalid-token", 401, "This token is for services").exception();
        }
        context.next();
    }

    private void byCookie(RoutingContext context, String cookie) {
        found(context, cookie, () -> store.ofCookie(cookie), context::next);
    }

    private void found(
            RoutingContext context, String key, Supplier<Future<Optional<Standing>>> standing, Runnable nobody) {
        context.request().pause();
        caller(key, standing).onComplete(found -> {
            context.request().resume();
            if (found.failed()) {
                context.fail(
                        Problem.unavailable("Sign-ins cannot be looked up now").exception(found.cause()));
            } else if (found.result().isEmpty()) {
                try {
                    nobody.run();
                } catch (RuntimeException refused) {
                    context.fail(refused);
                }
            } else if (ServiceRoutes.caller(context).anonymous() && !mayUseCookie(context)) {
                context.fail(Problem.of("other-site", 403, "Another site's page may not act with this cookie")
                        .field("Origin")
                        .remedy("Use a bearer token, or the platform's own pages")
                        .exception());
            } else {
                Caller caller = found.result().get();
                ServiceRoutes.identified(context, caller);
                caller.grant().id().ifPresent(grant -> exchanges.begin(context, grant));
                context.next();
            }
        });
    }

    /**
     * Signs a person in on this answer.
     *
     * @param by what that rests on
     */
    Future<Void> signIn(RoutingContext context, SignIn person, Grant by) {
        String label = ProgramTokens.label(
                Optional.ofNullable(context.request().getHeader("User-Agent")).orElse(""));
        return store.createCookie(person, label, by).map(value -> {
            context.response()
                    .addCookie(Cookie.cookie(cookies.person(), value)
                            .setHttpOnly(true)
                            .setPath("/")
                            .setSameSite(CookieSameSite.LAX)
                            .setSecure(cookies.secure())
                            .setMaxAge(SignInStore.cookieLife().toSeconds()));
            return null;
        });
    }

    /** Ends the sign-in or token of this request, all tokens that were asked for with it, and what is being answered on them. */
    Future<Void> signOut(RoutingContext context) {
        if (context.request().getCookie(cookies.person()) != null) {
            context.response()
                    .addCookie(Cookie.cookie(cookies.person(), "")
                            .setPath("/")
                            .setHttpOnly(true)
                            .setSameSite(CookieSameSite.LAX)
                            .setSecure(cookies.secure())
                            .setMaxAge(0));
        }
        return ServiceRoutes.caller(context)
                .grant()
                .id()
                .map(grant -> revoke(context, grant).<Void>mapEmpty())
                .orElseGet(Future::succeededFuture);
    }

    /** @return whether the caller had such a grant */
    Future<Boolean> revoke(RoutingContext context, UUID grant) {
        OpenExchanges.spare(context);
        String subject = ServiceRoutes.caller(context).subject();
        return grants.revoke(subject, grant)
                .compose(gone -> gone.isEmpty() ? runTokens.revoke(subject, grant) : Future.succeededFuture(gone))
                .map(this::ended);
    }

    /** Ends all of the caller's grants. */
    Future<Void> revokeAll(RoutingContext context) {
        OpenExchanges.spare(context);
        String subject = ServiceRoutes.signedIn(context).subject();
        return grants.revokeAll(subject)
                .map(this::ended)
                .compose(done -> runTokens.revokeAll(subject))
                .map(this::ended)
                .mapEmpty();
    }

    private boolean ended(List<UUID> gone) {
        cache.values()
                .removeIf(known ->
                        known.caller().grant().id().filter(gone::contains).isPresent());
        exchanges.end(gone);
        return !gone.isEmpty();
    }

    /** @return a person as the services see them, who acts by a sign-in that is known to hold */
    Future<Caller> caller(Standing standing) {
        return caller(standing.grant().toString(), () -> Future.succeededFuture(Optional.of(standing)))
                .map(Optional::orElseThrow);
    }

    private Future<Optional<Caller>> caller(String key, Supplier<Future<Optional<Standing>>> standing) {
        Known known = cache.get(key);
        Instant now = Instant.now();
        if (known != null && known.checked().isAfter(now)) {
            return Future.succeededFuture(Optional.of(known.caller()));
        }
        boolean believed = known != null && known.confirmed().plus(OUTAGE).isAfter(now);
        Future<Optional<Caller>> looked = standing.get()
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(forgotten(key))
                        : reads.teams(issuer, found.get().person().subject())
                                .map(teams -> Optional.of(remembered(key, found.get(), teams, now))));
        return Belief.soon(believed, looked)
                .recover(failure -> believed
                        ? Future.succeededFuture(Optional.of(
                                remembered(key, last(known), known.caller().teams(), known.confirmed())))
                        : Future.failedFuture(failure));
    }

    private static Standing last(Known known) {
        Caller caller = known.caller();
        UUID grant = caller.grant().id().orElseThrow();
        return caller.run()
                .map(run ->
                        Standing.ofRun(grant, caller.subject(), caller.grant().expires(), UUID.fromString(run)))
                .orElseGet(() -> new Standing(
                        grant,
                        new SignIn(caller.subject(), List.copyOf(caller.roles())),
                        caller.grant().expires()));
    }

    private Optional<Caller> forgotten(String key) {
        cache.remove(key);
        return Optional.empty();
    }

    /** The bearer token is used again while it has some time left: services know it, and need not check it anew. */
    private Caller remembered(String key, Standing standing, List<String> teams, Instant confirmed) {
        Tokens.Claims claims = ProgramTokens.claims(standing, teams);
        Instant now = Instant.now();
        Known before = cache.get(key);
        boolean same = before != null
                && before.minted().isAfter(now)
                && before.caller().teams().equals(claims.teams())
                && before.caller().roles().equals(Set.copyOf(claims.roles()));
        Instant end = now.plus(TOKEN_LIFE).isAfter(standing.expires()) ? standing.expires() : now.plus(TOKEN_LIFE);
        String bearer = same
                ? before.caller().bearer()
                : tokens.issue(
                        claims.subject(), claims.name(), claims.roles(), claims.teams(), Duration.between(now, end));
        Caller caller = new Caller(
                issuer,
                claims.subject(),
                claims.name(),
                Set.copyOf(claims.roles()),
                claims.teams(),
                bearer,
                new Grant(Optional.of(standing.grant()), standing.expires()));
        Instant checked = now.plus(CHECKED).isAfter(standing.expires()) ? standing.expires() : now.plus(CHECKED);
        cache.put(key, new Known(caller, checked, same ? before.minted() : end.minus(TOKEN_LEFT), confirmed));
        return caller;
    }

    /**
     * What another origin's page takes into itself, be it a neighbour's under the same domain, is nobody's: the cookie that comes
     * with it is not looked at, and it gets what is public.
     */
    private static boolean embedded(RoutingContext context) {
        FetchMetadata asked = Fetches.of(context.request());
        return READS.contains(context.request().method())
                && !Tunnel.asked(context.request())
                && asked.foreign()
                && !asked.leads();
    }

    private boolean mayUseCookie(RoutingContext context) {
        HttpMethod method = context.request().method();
        return (READS.contains(method) && !Tunnel.asked(context.request()))
                || SameSite.allowed(
                        Optional.ofNullable(context.request().getHeader("Origin")),
                        Optional.ofNullable(context.request().getHeader("Sec-Fetch-Site")),
                        address.origin(
                                context.request().scheme(),
                                String.valueOf(context.request().getHeader("Host"))));
    }
}
