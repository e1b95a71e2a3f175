package org.periapsis.portal.adapter.http;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.http.ProblemException;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.portal.adapter.http.Relay.Behind;
import org.periapsis.portal.domain.LastKnown;
import org.periapsis.portal.domain.ServiceName;

/** The one way into a session: finds the agent that runs it and passes HTTP and WebSockets on. On one event loop. */
public final class SessionProxy {
    private static final Duration CACHED = Duration.ofSeconds(10);
    private static final Duration OUTAGE = Duration.ofHours(1);
    private static final int CACHE = 10_000;
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final ServiceQuestions questions;
    private final Relay relay;
    private final URI sessions;
    /** A session in progress needs no database: whoever was let in goes on when nobody can be asked. */
    private final LastKnown<URI> endpoints = new LastKnown<>(CACHED, OUTAGE, CACHE);

    public SessionProxy(ServiceQuestions questions, Relay relay, URI sessions) {
        this.questions = questions;
        this.relay = relay;
        this.sessions = sessions;
    }

    public void mount(Router router) {
        router.route("/sessions/:id/*").handler(this::enter);
        router.route("/sessions/:id").handler(context -> {
            String query = context.request().query();
            context.response()
                    .setStatusCode(308)
                    .putHeader("Location", "/sessions/" + id(context) + "/" + (query == null ? "" : "?" + query))
                    .end();
        });
    }

    private void enter(RoutingContext context) {
        String id = id(context);
        Caller caller = ServiceRoutes.caller(context);
        if (caller.anonymous()) {
            if (asksForAPage(context)) {
                context.response()
                        .setStatusCode(303)
                        .putHeader("Location", "/sign-in")
                        .end();
                return;
            }
            throw Problem.signInFirst().exception();
        }
        String key = caller.subject() + ' ' + id;
        Optional<URI> known = endpoints.fresh(key, Instant.now());
        if (known.isPresent()) {
            pass(context, known.get());
            return;
        }
        context.request().pause();
        questions
                .get(new Behind(ServiceName.hub("session-manager"), sessions), "/sessions/" + id, caller)
                .onFailure(failure -> {
                    context.request().resume();
                    Optional<URI> last = away(failure) ? endpoints.inAnOutage(key, Instant.now()) : Optional.empty();
                    last.ifPresentOrElse(endpoint -> pass(context, endpoint), () -> context.fail(failure));
                })
                .onSuccess(session -> {
                    context.request().resume();
                    enter(context, key, session);
                });
    }

    private static boolean away(Throwable failure) {
        return failure instanceof ProblemException problem && problem.problem().status() >= 500;
    }

    private void enter(RoutingContext context, String key, JsonObject session) {
        String endpoint = session.getString("endpoint");
        if (endpoint == null || !"READY".equals(session.getString("state"))) {
            endpoints.remove(key);
            if (asksForAPage(context)) {
                // The page of running sessions shows the state as it changes, and the reason.
                context.response()
                        .setStatusCode(303)
                        .putHeader("Location", "/running")
                        .end();
                return;
            }
            context.fail(Problem.of("not-ready", 409, "The session is " + session.getString("state"))
                    .remedy("Wait until its state is READY")
                    .exception());
            return;
        }
        URI target = URI.create(endpoint);
        endpoints.put(key, target, Instant.now());
        pass(context, target);
    }

    private void pass(RoutingContext context, URI agent) {
        String query = context.request().query();
        String path = context.request().path();
        relay.pass(context, query == null ? path : path + "?" + query, new Behind(ServiceName.hub("agent"), agent));
    }

    /** Ids are UUIDs; anything else would be a way to other paths of the services. */
    private static String id(RoutingContext context) {
        String id = context.pathParam("id");
        if (!ID.matcher(id).matches()) {
            throw Problem.notFound("There is no such session").exception();
        }
        return id;
    }

    private static boolean asksForAPage(RoutingContext context) {
        String accept = context.request().getHeader("Accept");
        return accept != null && accept.contains("text/html");
    }
}
