package org.periapsis.portal.adapter.http;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;

/**
 * What browsers are told of every answer on the portal's host. Files and previews were made by others: whatever they are, what
 * is no page of the portal's own acts for nobody.
 */
final class PortalGuard {
    private static final String POLICY = "Content-Security-Policy";

    private PortalGuard() {}

    static void on(RoutingContext context) {
        context.addHeadersEndHandler(known -> {
            MultiMap headers = context.response().headers();
            otherwise(headers, POLICY, "sandbox; default-src 'none'; frame-ancestors 'none'");
            otherwise(headers, "Referrer-Policy", "same-origin");
            // What one person is answered is kept for nobody else by a cache in between.
            otherwise(headers, "Cache-Control", "private, no-cache");
            headers.set("X-Content-Type-Options", "nosniff");
            headers.set("X-Frame-Options", "DENY");
            headers.set("Cross-Origin-Opener-Policy", "same-origin");
        });
        context.next();
    }

    private static void otherwise(MultiMap headers, String name, String value) {
        if (!headers.contains(name)) {
            headers.set(name, value);
        }
    }
}
