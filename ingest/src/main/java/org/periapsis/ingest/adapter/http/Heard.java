package org.periapsis.ingest.adapter.http;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/**
 * What handlers of a request's stream throw reaches nobody, and the request would stay without an answer for ever. Here it fails
 * the request.
 */
final class Heard {
    private Heard() {}

    static <T> Handler<T> by(RoutingContext context, Handler<T> handler) {
        return event -> {
            try {
                handler.handle(event);
            } catch (RuntimeException e) {
                context.fail(e);
            }
        };
    }
}
