package org.periapsis.kit.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Requests by route, method and status, and how long each took until its answer was complete. The route is the template that
 * took it, never the path: ids make no series. Of one event loop's router; thread-safe where several share it.
 */
final class RequestMeters {
    /** Requests answered; seconds from the head of the request to the end of the answer. */
    static final String REQUESTS = "periapsis_http_requests";
    /** What no route took. */
    private static final String NONE = "none";

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final Duration[] BOUNDS = {
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofMillis(2_500),
        Duration.ofSeconds(10),
        Duration.ofSeconds(60)
    };

    private final MeterRegistry registry;
    private final Router root;
    private final Map<Key, Timer> timers = new ConcurrentHashMap<>();
    private volatile List<Template> templates;

    private record Key(String route, String method, int code) {}

    private record Template(Set<HttpMethod> methods, Pattern pattern, boolean whole, String text) {
        boolean takes(HttpMethod method, String path) {
            var matcher = pattern.matcher(path);
            return (methods.isEmpty() || methods.contains(method)) && (whole ? matcher.matches() : matcher.lookingAt());
        }
    }

    RequestMeters(MeterRegistry registry, Router root) {
        this.registry = registry;
        this.root = root;
    }

    /** Begins to count a request. */
    void begin(RoutingContext context) {
        long start = System.nanoTime();
        context.addEndHandler(done -> timer(context).record(Duration.ofNanos(System.nanoTime() - start)));
        context.next();
    }

    private Timer timer(RoutingContext context) {
        HttpMethod method = context.request().method();
        Key key = new Key(
                route(method, context.normalizedPath()),
                METHODS.contains(method.name()) ? method.name() : "other",
                context.response().getStatusCode());
        return timers.computeIfAbsent(key, missing -> Timer.builder(REQUESTS)
                .description("Requests answered, and seconds until the end of the answer")
                .tag("route", key.route)
                .tag("method", key.method)
                .tag("code", Integer.toString(key.code))
                .serviceLevelObjectives(BOUNDS)
                .register(registry));
    }

    private String route(HttpMethod method, String path) {
        List<Template> known = templates;
        if (known == null) {
            known = new ArrayList<>();
            collect(root, known);
            templates = known;
        }
        String slashed = AllowedMethods.withSlash(path, true);
        return known.stream()
                .filter(template -> template.takes(method, slashed))
                .map(Template::text)
                .findFirst()
                .orElse(NONE);
    }

    /** All routes are there when the first request ends. What matches every path is no route but what comes before one. */
    private static void collect(Router router, List<Template> templates) {
        for (Route route : router.getRoutes()) {
            String path = route.getPath();
            if (route.getSubRouter() != null) {
                collect(route.getSubRouter(), templates);
            } else if (path != null && (route.isExactPath() || !path.equals("/"))) {
                templates.add(new Template(
                        route.methods() == null ? Set.of() : Set.copyOf(route.methods()),
                        AllowedMethods.pattern(AllowedMethods.withSlash(path, route.isExactPath())),
                        route.isExactPath(),
                        route.isExactPath() ? path : path + "*"));
            }
        }
    }
}
