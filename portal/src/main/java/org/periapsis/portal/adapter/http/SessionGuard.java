package org.periapsis.portal.adapter.http;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import org.periapsis.portal.domain.FetchMetadata;
import org.periapsis.portal.domain.PortalCookies;

/** What a session's answers may not do to whoever looks at them, or to their neighbours. */
final class SessionGuard {
    private static final String POLICY = "Content-Security-Policy";

    /** Set by the door, or good beyond the program's own pages. */
    private static final Set<String> NOT_THE_PROGRAMS = Set.of(
            "set-cookie",
            "clear-site-data",
            "service-worker-allowed",
            "x-frame-options",
            "cross-origin-opener-policy",
            "strict-transport-security",
            "alt-svc",
            // Orders to a proxy that stands before the door, such as to answer with a file of its own.
            "x-accel-charset",
            "x-accel-expires",
            "x-accel-limit-rate",
            "x-accel-redirect",
            "x-lighttpd-send-file",
            "x-litespeed-location",
            "x-reproxy-url",
            "x-sendfile",
            "x-sendfile2",
            // Of services.
            "periapsis-position");

    private SessionGuard() {}

    /** Fills the headers of an answer on the session's own host: cookies are for that host alone. */
    static void fromProgram(MultiMap from, MultiMap to) {
        RelayHeaders.copy(from, to, NOT_THE_PROGRAMS::contains);
        from.getAll("Set-Cookie")
                .forEach(cookie -> PortalCookies.fromProgram(cookie).ifPresent(own -> to.add("Set-Cookie", own)));
    }

    /** Fills the headers of an answer on the portal's host, where programs ask: if a browser ever shows it, it is nobody's page. */
    static void onPortal(MultiMap from, MultiMap to) {
        RelayHeaders.copy(from, to, name -> NOT_THE_PROGRAMS.contains(name) || name.startsWith("access-control-"));
        to.add(POLICY, "sandbox; frame-ancestors 'none'");
        to.set("X-Content-Type-Options", "nosniff");
        to.set("X-Frame-Options", "DENY");
    }

    /**
     * Has every answer on a session's host keep to itself: no other page frames it or has a hold on its window. Within its own
     * pages it may frame itself, as notebooks do with their HTML outputs.
     */
    static void keepApart(RoutingContext context) {
        FetchMetadata asked = Fetches.of(context.request());
        boolean within = asked.frames() && !asked.foreign();
        context.addHeadersEndHandler(known -> {
            MultiMap headers = context.response().headers();
            headers.add(POLICY, within ? "frame-ancestors 'self'" : "frame-ancestors 'none'");
            headers.set("X-Frame-Options", within ? "SAMEORIGIN" : "DENY");
            headers.set("Cross-Origin-Opener-Policy", "same-origin");
            if (!headers.contains("Referrer-Policy")) {
                headers.set("Referrer-Policy", "same-origin");
            }
        });
    }
}
