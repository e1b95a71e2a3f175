package org.periapsis.portal.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.http.Problem;
import org.periapsis.portal.adapter.postgres.SessionEntryStore;
import org.periapsis.portal.adapter.postgres.SignInStore;
import org.periapsis.portal.domain.PortalCookies;
import org.periapsis.portal.domain.Standing;

/**
 * How a browser comes into a session: by a ticket that the portal gives, for a cookie of that session's host alone. While the
 * store does not answer nobody can sign out either, so that who was in stays in for a while. On one event loop.
 */
final class SessionEntries {
    private static final Duration FRESH = Duration.ofSeconds(2);
    private static final Duration HOLDS = Duration.ofMinutes(15);
    private static final int CACHE = 10_000;

    private final SessionEntryStore store;
    private final Identity identity;
    private final PortalCookies cookies;
    private final Clock clock;
    private final Map<String, Known> cache = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > CACHE;
        }
    };

    private record Known(Standing person, Instant at) {}

    SessionEntries(SessionEntryStore store, Identity identity, PortalCookies cookies, Clock clock) {
        this.store = store;
        this.identity = identity;
        this.cookies = cookies;
        this.clock = clock;
    }

    /** @return a ticket for who asks by the portal's cookie; empty when they are not signed in any more */
    Future<Optional<String>> ticket(RoutingContext context, String session, String path) {
        Cookie cookie = context.request().getCookie(cookies.person());
        return cookie == null
                ? Future.succeededFuture(Optional.empty())
                : store.ticket(cookie.getValue(), session, path);
    }

    /** Uses a ticket: the answer brings the cookie. @return where they wanted to go; empty when it is good for nothing */
    Future<Optional<String>> enter(RoutingContext context, String ticket, String session) {
        return store.enter(ticket, session, cookie(context)).map(entered -> {
            entered.ifPresent(in -> context.response()
                    .addCookie(Cookie.cookie(cookies.entry(), in.secret())
                            .setHttpOnly(true)
                            .setPath("/")
                            .setSameSite(CookieSameSite.LAX)
                            .setSecure(cookies.secure())
                            .setMaxAge(SignInStore.cookieLife().toSeconds())));
            return entered.map(SessionEntryStore.Entered::path);
        });
    }

    /** @return the cookie by which the browser has entered; empty for none */
    Optional<String> cookie(RoutingContext context) {
        return Optional.ofNullable(context.request().getCookie(cookies.entry())).map(Cookie::getValue);
    }

    /** @return who has entered the session by the cookie, while they are signed in */
    Future<Optional<Caller>> person(String cookie, String session) {
        String key = session + ' ' + cookie;
        Known known = cache.get(key);
        if (known != null && known.at().plus(FRESH).isAfter(clock.instant())) {
            return identity.caller(known.person()).map(Optional::of);
        }
        boolean believed = known != null && known.at().plus(HOLDS).isAfter(clock.instant());
        return Belief.soon(believed, store.person(cookie, session))
                .map(found -> {
                    cache.remove(key);
                    found.ifPresent(person -> cache.put(key, new Known(person, clock.instant())));
                    return found;
                })
                .recover(failure -> believed
                        ? Future.succeededFuture(Optional.of(known.person()))
                        : Future.failedFuture(Problem.unavailable("Who is in the session cannot be looked up now")
                                .exception(failure)))
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : identity.caller(found.get()).map(Optional::of));
    }

    /** @return those of the cookies whose persons are still signed in */
    Future<Set<String>> stillIn(Collection<String> entered) {
        return store.stillIn(entered).onSuccess(still -> cache.keySet().removeIf(key -> {
            String cookie = key.substring(key.indexOf(' ') + 1);
            return entered.contains(cookie) && !still.contains(cookie);
        }));
    }
}
