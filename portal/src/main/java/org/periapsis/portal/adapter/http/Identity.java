package org.periapsis.portal.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.auth.Tokens;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.portal.adapter.postgres.PortalReads;
import org.periapsis.portal.adapter.postgres.SignInStore;
import org.periapsis.portal.domain.LastKnown;
import org.periapsis.portal.domain.SameSite;
import org.periapsis.portal.domain.SignIn;

/** Knows the person behind a cookie, and makes the short-lived bearer token that the services see. On one event loop. */
public final class Identity {
    /** The session cookie's name. */
    static final String COOKIE = "periapsis";

    private static final Duration TOKEN_LIFE = Duration.ofMinutes(10);
    private static final Duration CACHED = Duration.ofSeconds(30);
    private static final Duration OUTAGE = Duration.ofHours(1);
    private static final int CACHE = 10_000;
    private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final SignInStore store;
    private final PortalReads reads;
    private final Tokens tokens;
    private final String issuer;
    /** A person who is here stays while the database of sign-ins is away: their sessions do not need it. */
    private final LastKnown<Caller> known = new LastKnown<>(CACHED, OUTAGE, CACHE);

    public Identity(SignInStore store, PortalReads reads, Tokens tokens, String issuer) {
        this.store = store;
        this.reads = reads;
        this.tokens = tokens;
        this.issuer = issuer;
    }

    /** Puts the cookie's person on the request, where no bearer token did. */
    void identify(RoutingContext context) {
        Cookie cookie = context.request().getCookie(COOKIE);
        if (!ServiceRoutes.caller(context).anonymous() || cookie == null) {
            context.next();
            return;
        }
        context.request().pause();
        caller(cookie.getValue()).onComplete(found -> {
            context.request().resume();
            if (found.failed()) {
                context.fail(
                        Problem.unavailable("Sign-ins cannot be looked up now").exception(found.cause()));
            } else if (found.result().isPresent() && !mayUseCookie(context)) {
                context.fail(Problem.of("other-site", 403, "Another site's page may not act with this cookie")
                        .field("Origin")
                        .remedy("Use a bearer token, or the platform's own pages")
                        .exception());
            } else {
                found.result().ifPresent(caller -> ServiceRoutes.identified(context, caller));
                context.next();
            }
        });
    }

    /** Signs a person in on this answer. */
    Future<Void> signIn(RoutingContext context, SignIn person) {
        return store.createCookie(person).map(value -> {
            context.response()
                    .addCookie(Cookie.cookie(COOKIE, value)
                            .setHttpOnly(true)
                            .setPath("/")
                            .setSameSite(CookieSameSite.LAX)
                            .setSecure(context.request().isSSL())
                            .setMaxAge(SignInStore.cookieLife().toSeconds()));
            return null;
        });
    }

    Future<Void> signOut(RoutingContext context) {
        Cookie cookie = context.request().getCookie(COOKIE);
        if (cookie == null) {
            return Future.succeededFuture();
        }
        known.remove(cookie.getValue());
        context.response().addCookie(Cookie.cookie(COOKIE, "").setPath("/").setMaxAge(0));
        return store.forget(cookie.getValue());
    }

    /** @return a bearer token for a program, with no more roles than the caller has */
    String token(Caller caller, List<String> roles, Duration life) {
        List<String> granted = roles.isEmpty() ? List.copyOf(caller.roles()) : roles;
        if (!caller.roles().containsAll(granted)) {
            Set<String> more = new HashSet<>(granted);
            more.removeAll(caller.roles());
            throw Problem.badRequest("roles", "You do not have " + more, "Ask for roles of your own")
                    .exception();
        }
        return tokens.issue(caller.subject(), caller.name(), granted, caller.teams(), life);
    }

    /** @return a bearer token for a person's program, with the teams of now */
    Future<String> token(SignIn person, Duration life) {
        return reads.teams(issuer, person.subject())
                .map(teams -> tokens.issue(
                        person.subject(), person.subject(), person.roles(), withPersonal(person, teams), life));
    }

    private Future<Optional<Caller>> caller(String cookie) {
        Optional<Caller> fresh = known.fresh(cookie, Instant.now());
        if (fresh.isPresent()) {
            return Future.succeededFuture(fresh);
        }
        return asked(cookie).recover(failure -> {
            Optional<Caller> last = known.inAnOutage(cookie, Instant.now()).map(this::again);
            return last.isPresent() ? Future.succeededFuture(last) : Future.failedFuture(failure);
        });
    }

    private Future<Optional<Caller>> asked(String cookie) {
        return store.ofCookie(cookie)
                .compose(person -> person.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : reads.teams(issuer, person.get().subject()).map(teams -> {
                            Caller caller = caller(person.get(), teams);
                            known.put(cookie, caller, Instant.now());
                            return Optional.of(caller);
                        }));
    }

    /** The bearer token of then may have expired. */
    private Caller again(Caller last) {
        String bearer = tokens.issue(last.subject(), last.name(), List.copyOf(last.roles()), last.teams(), TOKEN_LIFE);
        return new Caller(issuer, last.subject(), last.name(), last.roles(), last.teams(), bearer);
    }

    private Caller caller(SignIn person, List<String> known) {
        List<String> teams = withPersonal(person, known);
        String bearer = tokens.issue(person.subject(), person.subject(), person.roles(), teams, TOKEN_LIFE);
        return new Caller(issuer, person.subject(), person.subject(), Set.copyOf(person.roles()), teams, bearer);
    }

    private static List<String> withPersonal(SignIn person, List<String> known) {
        List<String> teams = new ArrayList<>(List.of(person.personalTeam()));
        known.stream().filter(team -> !teams.contains(team)).forEach(teams::add);
        return teams;
    }

    private static boolean mayUseCookie(RoutingContext context) {
        HttpMethod method = context.request().method();
        return (READS.contains(method) && !Tunnel.asked(context.request()))
                || SameSite.allowed(
                        Optional.ofNullable(context.request().getHeader("Origin")),
                        Optional.ofNullable(context.request().getHeader("Sec-Fetch-Site")),
                        String.valueOf(context.request().authority()));
    }
}
