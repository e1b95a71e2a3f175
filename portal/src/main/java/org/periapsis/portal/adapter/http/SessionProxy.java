package org.periapsis.portal.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.portal.adapter.http.SessionPermits.Permit;
import org.periapsis.portal.domain.SessionOrigins;

/**
 * The way into a session from the portal's host: programs go through with a bearer token; a person's browser gets a ticket to
 * the session's own host, and never a session's content here.
 */
final class SessionProxy {
    private final SessionOrigins origins;
    private final SessionEntries entries;
    private final SessionPermits permits;
    private final SessionWay way;

    SessionProxy(SessionOrigins origins, SessionEntries entries, SessionPermits permits, SessionWay way) {
        this.origins = origins;
        this.entries = entries;
        this.permits = permits;
        this.way = way;
    }

    void mount(Router router) {
        router.route("/sessions/:id").handler(context -> {
            // The route takes the path with a slash at its end too.
            if (context.request().path().endsWith("/")) {
                context.next();
                return;
            }
            String query = context.request().query();
            context.response()
                    .setStatusCode(308)
                    .putHeader("Location", "/sessions/" + id(context) + "/" + (query == null ? "" : "?" + query))
                    .end();
        });
        router.route("/sessions/:id/*").handler(context -> {
            Caller caller = ServiceRoutes.caller(context);
            // Only a bearer token says who a program is, whatever cookie comes with it.
            if (Identity.byToken(context) && !caller.anonymous()) {
                program(context, id(context), caller);
            } else {
                browser(context, id(context));
            }
        });
    }

    private void program(RoutingContext context, String session, Caller caller) {
        permit(context, caller, session, permit -> {
            if (!permit.mayEnter()) {
                throw permit.seen() ? notLetIn() : nothing();
            }
            if (permit.agent().isEmpty()) {
                throw permit.notReady().exception();
            }
            way.pass(
                    context,
                    session,
                    permit,
                    new SessionWay.Visitor(Optional.empty(), () -> Future.succeededFuture(Optional.of(caller))));
        });
    }

    private void browser(RoutingContext context, String session) {
        Caller caller = ServiceRoutes.caller(context);
        boolean leads = HttpMethod.GET.equals(context.request().method())
                && !Tunnel.asked(context.request())
                && Fetches.lead(context.request());
        if (caller.anonymous()) {
            if (!leads) {
                throw Problem.signInFirst().exception();
            }
            see(context, "/sign-in?next=" + URLEncoder.encode(wanted(context), StandardCharsets.UTF_8));
            return;
        }
        permit(context, caller, session, permit -> {
            if (!permit.seen()) {
                throw nothing();
            }
            if (!leads) {
                throw Problem.of("own-origin", 403, "A session's content is on an origin of its own, and not here")
                        .remedy("Open it in a window of its own; a program sends a bearer token")
                        .exception();
            }
            if (!permit.mayEnter() || permit.agent().isEmpty()) {
                // The page shows the state as it changes, the reason, and who may enter.
                see(context, "/running/" + session);
                return;
            }
            if (!origins.reachedFrom(permit.site(), context.request().getHeader("Host"))) {
                throw Problem.unavailable("Sessions have no address of their own that this browser can reach")
                        .remedy("The operator sets the portal's url and sessions.host")
                        .exception();
            }
            String path = wanted(context);
            entries.ticket(context, session, path)
                    .onSuccess(ticket -> see(
                            context,
                            ticket.map(given -> origins.origin(
                                                    session,
                                                    permit.site(),
                                                    context.request()
                                                            .localAddress()
                                                            .port())
                                            + SessionHosts.ENTER + "?ticket=" + given)
                                    .orElse("/sign-in")))
                    .onFailure(failure -> context.fail(
                            Problem.unavailable("No ticket can be given now").exception(failure)));
        });
    }

    private void permit(RoutingContext context, Caller caller, String session, Consumer<Permit> then) {
        context.request().pause();
        permits.of(caller, session).onComplete(found -> {
            context.request().resume();
            if (found.failed()) {
                context.fail(found.cause());
                return;
            }
            try {
                then.accept(found.result());
            } catch (RuntimeException refused) {
                context.fail(refused);
            }
        });
    }

    private static void see(RoutingContext context, String place) {
        context.response()
                .setStatusCode(303)
                .putHeader("Location", place)
                .putHeader("Cache-Control", "no-store")
                .putHeader("Referrer-Policy", "no-referrer")
                .end();
    }

    private static String wanted(RoutingContext context) {
        String query = context.request().query();
        return context.request().path() + (query == null ? "" : "?" + query);
    }

    private static RuntimeException notLetIn() {
        return Problem.notAllowed("Only its owner, and whom the owner has let in, enter a session")
                .exception();
    }

    private static RuntimeException nothing() {
        return Problem.notFound("There is no such session").exception();
    }

    private static String id(RoutingContext context) {
        String id = context.pathParam("id");
        if (!SessionOrigins.isSession(id)) {
            throw nothing();
        }
        return id;
    }
}
