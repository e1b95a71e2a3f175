package org.periapsis.portal.adapter.http;

import io.vertx.core.http.HttpClient;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.http.ServiceRoutes;

/** The one way into a session: finds the agent that runs it and passes HTTP and WebSockets on. On one event loop. */
public final class SessionProxy {
    private static final Duration CACHED = Duration.ofSeconds(10);
    private static final int CACHE = 10_000;

    private final HttpClient client;
    private final Relay relay;
    private final URI sessions;
    private final Map<String, Found> cache = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Found> eldest) {
            return size() > CACHE;
        }
    };

    private record Found(URI endpoint, Instant until) {}

    public SessionProxy(HttpClient client, Relay relay, URI sessions) {
        this.client = client;
        this.relay = relay;
        this.sessions = sessions;
    }

    public void mount(Router router) {
        router.route("/sessions/:id/*").handler(this::enter);
        router.route("/sessions/:id").handler(context -> context.response()
                .setStatusCode(308)
                .putHeader("Location", "/sessions/" + context.pathParam("id") + "/")
                .end());
    }

    private void enter(RoutingContext context) {
        Caller caller = ServiceRoutes.caller(context);
        String id = context.pathParam("id");
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
        Found found = cache.get(key);
        if (found != null && found.until().isAfter(Instant.now())) {
            relay.pass(context, "agent", found.endpoint(), context.request().uri());
            return;
        }
        context.request().pause();
        ProductSites.get(client, sessions, "/sessions/" + id, caller, "session-manager")
                .onFailure(failure -> {
                    context.request().resume();
                    context.fail(failure);
                })
                .onSuccess(session -> {
                    context.request().resume();
                    pass(context, key, session);
                });
    }

    private void pass(RoutingContext context, String key, JsonObject session) {
        String endpoint = session.getString("endpoint");
        if (endpoint == null || !"READY".equals(session.getString("state"))) {
            cache.remove(key);
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
        cache.put(key, new Found(target, Instant.now().plus(CACHED)));
        relay.pass(context, "agent", target, context.request().uri());
    }

    private static boolean asksForAPage(RoutingContext context) {
        String accept = context.request().getHeader("Accept");
        return accept != null && accept.contains("text/html");
    }
}
