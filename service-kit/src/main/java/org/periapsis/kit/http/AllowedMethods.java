package org.periapsis.kit.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The methods that a router's routes take at a path. Vert.x forgets them as soon as any later route matches, and a route that
 * answers what no other took always does. Nor does it take HEAD where GET is taken (RFC 9110, 9.1), unless told.
 */
final class AllowedMethods {
    private static final Pattern PARAMETER = Pattern.compile(":[A-Za-z0-9_]+");

    private AllowedMethods() {}

    /** Has every route that takes GET take HEAD too: the server leaves the body out by itself. */
    static void withHead(Router router) {
        for (Route route : router.getRoutes()) {
            if (route.getSubRouter() != null) {
                withHead(route.getSubRouter());
            } else if (takes(route, HttpMethod.GET) && !takes(route, HttpMethod.HEAD)) {
                route.method(HttpMethod.HEAD);
            }
        }
    }

    private static boolean takes(Route route, HttpMethod method) {
        return route.methods() != null && route.methods().contains(method);
    }

    /** @return sorted; empty when only routes for any method are there, or none */
    static Set<String> at(Router router, String path) {
        Set<String> allowed = new TreeSet<>();
        collect(router, path, allowed);
        return allowed;
    }

    private static void collect(Router router, String path, Set<String> allowed) {
        for (Route route : router.getRoutes()) {
            Set<HttpMethod> methods = route.methods();
            if (route.getSubRouter() != null) {
                collect(route.getSubRouter(), path, allowed);
            } else if (methods != null && !methods.isEmpty() && matches(route, path)) {
                methods.forEach(method -> allowed.add(method.name()));
            }
        }
    }

    /** As a router does it: a slash at the end of a path makes no difference. */
    private static boolean matches(Route route, String path) {
        String template = route.getPath();
        if (template == null) {
            return !route.isRegexPath();
        }
        Matcher matcher = pattern(withSlash(template, route.isExactPath())).matcher(withSlash(path, true));
        return route.isExactPath() ? matcher.matches() : matcher.lookingAt();
    }

    static String withSlash(String path, boolean wanted) {
        return !wanted || path.endsWith("/") ? path : path + '/';
    }

    static Pattern pattern(String template) {
        StringBuilder pattern = new StringBuilder();
        Matcher parameters = PARAMETER.matcher(template);
        int from = 0;
        while (parameters.find()) {
            pattern.append(Pattern.quote(template.substring(from, parameters.start())))
                    .append("[^/]+");
            from = parameters.end();
        }
        return Pattern.compile(
                pattern.append(Pattern.quote(template.substring(from))).toString());
    }
}
