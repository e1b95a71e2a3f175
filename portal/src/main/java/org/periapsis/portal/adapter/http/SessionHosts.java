package org.periapsis.portal.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.periapsis.kit.http.Problem;
import org.periapsis.portal.adapter.http.SessionPermits.Permit;
import org.periapsis.portal.domain.FetchMetadata;
import org.periapsis.portal.domain.PlainPath;
import org.periapsis.portal.domain.SessionOrigins;

/**
 * Tells by the host what a request is for, before anything else is looked at. On a session's host there is its program and the
 * way in by a ticket, and nothing of the portal's.
 */
public final class SessionHosts {
    /** Where a ticket is used. */
    static final String ENTER = "/.periapsis/enter";

    private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final SessionOrigins origins;
    private final SessionEntries entries;
    private final SessionPermits permits;
    private final SessionWay way;

    SessionHosts(SessionOrigins origins, SessionEntries entries, SessionPermits permits, SessionWay way) {
        this.origins = origins;
        this.entries = entries;
        this.permits = permits;
        this.way = way;
    }

    /** Sees every request first. */
    public void route(RoutingContext context) {
        SessionOrigins.Place place = place(context.request());
        if (place instanceof SessionOrigins.Portal) {
            context.next();
        } else if (place instanceof SessionOrigins.Session session) {
            SessionGuard.keepApart(context);
            session(context, session);
        } else {
            throw nothingHere();
        }
    }

    private static RuntimeException nothingHere() {
        return Problem.of("no-such-host", 421, "Nothing is served at this host")
                .field("Host")
                .remedy("Use the portal's address")
                .exception();
    }

    /** Two hosts in one request, or a target that names another place than the host does, are two readings of it. */
    private SessionOrigins.Place place(HttpServerRequest request) {
        if (request.headers().getAll("Host").size() > 1) {
            return new SessionOrigins.Nothing();
        }
        SessionOrigins.Place named = origins.of(request.getHeader("Host"));
        String target = String.valueOf(request.uri());
        int begin = target.indexOf("://");
        if (target.startsWith("/") || begin < 0) {
            return named;
        }
        String authority = target.substring(begin + 3).split("[/?#]", 2)[0];
        return origins.of(authority).equals(named) ? named : new SessionOrigins.Nothing();
    }

    private void session(RoutingContext context, SessionOrigins.Session session) {
        String id = session.id();
        String path = String.valueOf(context.request().path());
        PlainPath.fault(path).ifPresent(fault -> {
            throw Problem.badRequest("path", fault, "Write the path in its simplest form")
                    .exception();
        });
        String base = "/sessions/" + id;
        if (path.equals(ENTER)) {
            enter(context, id);
        } else if (path.startsWith(base + "/")) {
            visit(context, session);
        } else if (path.equals("/") || path.equals(base)) {
            context.response()
                    .setStatusCode(308)
                    .putHeader("Location", base + "/")
                    .end();
        } else {
            throw Problem.notFound("There is nothing at this path").exception();
        }
    }

    /** A ticket is used by going there: who only looks, as programs that preview links do, uses nothing. */
    private void enter(RoutingContext context, String id) {
        if (!HttpMethod.GET.equals(context.request().method())) {
            throw Problem.wrongMethod(context.request().method().name(), List.of("GET"))
                    .exception();
        }
        String ticket = context.request().getParam("ticket", "");
        context.response().putHeader("Cache-Control", "no-store").putHeader("Referrer-Policy", "no-referrer");
        entries.enter(context, ticket, id)
                .onSuccess(path -> {
                    if (path.isPresent()) {
                        context.response()
                                .setStatusCode(303)
                                .putHeader("Location", path.get())
                                .end();
                    } else {
                        page(context, 410, SessionPages.used(way(context, id)));
                    }
                })
                .onFailure(failure -> context.fail(
                        Problem.unavailable("Tickets cannot be looked up now").exception(failure)));
    }

    private void visit(RoutingContext context, SessionOrigins.Session session) {
        String id = session.id();
        if (foreign(context.request())) {
            throw Problem.of("other-origin", 403, "Another origin's page has no part in a session")
                    .field("Origin")
                    .remedy("Open it in a window of its own")
                    .exception();
        }
        Optional<String> cookie = entries.cookie(context);
        if (cookie.isEmpty()) {
            outside(context, id);
            return;
        }
        context.request().pause();
        entries.person(cookie.get(), id)
                .compose(person -> person.isEmpty()
                        ? Future.succeededFuture(Optional.<Permit>empty())
                        : permits.of(person.get(), id).map(Optional::of))
                .onComplete(found -> {
                    context.request().resume();
                    if (found.failed()) {
                        context.fail(found.cause());
                    } else if (found.result().isEmpty()) {
                        outside(context, id);
                    } else if (!origins.at(found.result().get().site()).equals(session.at())
                            && found.result().get().mayEnter()) {
                        context.fail(nothingHere());
                    } else {
                        visit(context, id, cookie.get(), found.result().get());
                    }
                });
    }

    private void visit(RoutingContext context, String id, String cookie, Permit permit) {
        if (!permit.mayEnter()) {
            refuse(context, 403, SessionPages.notLetIn(way(context, id)), "You may not enter this session any more");
        } else if (permit.agent().isEmpty()) {
            Problem why = permit.notReady();
            refuse(context, why.status(), SessionPages.notReady(way(context, id), permit.state()), why.detail());
        } else {
            way.pass(
                    context, id, permit, new SessionWay.Visitor(Optional.of(cookie), () -> entries.person(cookie, id)));
        }
    }

    private void outside(RoutingContext context, String id) {
        refuse(context, 401, SessionPages.outside(way(context, id)), "This browser has not entered the session");
    }

    /** A person gets a page with the way on, a script a problem. */
    private static void refuse(RoutingContext context, int status, String page, String detail) {
        if (Fetches.lead(context.request()) && !Tunnel.asked(context.request())) {
            page(context, status, page);
        } else {
            context.fail(Problem.of("not-entered", status, detail)
                    .remedy("Open the session from the portal")
                    .exception());
        }
    }

    private static void page(RoutingContext context, int status, String page) {
        context.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "text/html; charset=utf-8")
                .putHeader("Content-Security-Policy", "default-src 'none'")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Cache-Control", "no-store")
                .end(page);
    }

    /** The portal's address of the session. */
    private String way(RoutingContext context, String id) {
        return origins.portal(context.request().localAddress().port()) + "/sessions/" + id + "/";
    }

    /** Cookies go along with what a neighbour under the same domain asks; a browser says whose page it is. */
    private boolean foreign(HttpServerRequest request) {
        FetchMetadata asked = Fetches.of(request);
        boolean reads = READS.contains(request.method()) && !Tunnel.asked(request);
        if (reads) {
            return asked.foreign() && !asked.leads();
        }
        String origin = request.getHeader("Origin");
        String own = (origins.secure() ? "https://" : "http://") + request.getHeader("Host");
        return origin == null ? asked.site().isEmpty() || asked.foreign() : !own.equalsIgnoreCase(origin);
    }
}
