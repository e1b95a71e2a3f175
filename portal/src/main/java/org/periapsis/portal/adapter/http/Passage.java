package org.periapsis.portal.adapter.http;

import io.vertx.core.MultiMap;
import io.vertx.core.net.NetSocket;
import io.vertx.ext.web.RoutingContext;
import org.periapsis.kit.http.ServiceRoutes;

/** What of a request and of its answer goes through the door. A service gets the caller's bearer token, and no cookie. */
interface Passage {
    /** Fills the headers of a request that goes on. */
    void request(MultiMap from, MultiMap to);

    /** Fills the headers of an answer that goes back. */
    void answer(MultiMap from, MultiMap to);

    /** A WebSocket is open. */
    default void opened(NetSocket person) {}

    /** The WebSocket is closed. */
    default void closed() {}

    /** @return the request's own, or the one to services */
    static Passage of(RoutingContext context) {
        Passage own = context.get(Passage.class.getName());
        return own != null ? own : toService(context);
    }

    /** Has a request go this way. */
    static void set(RoutingContext context, Passage passage) {
        context.put(Passage.class.getName(), passage);
    }

    private static Passage toService(RoutingContext context) {
        return new Passage() {
            @Override
            public void request(MultiMap from, MultiMap to) {
                RelayHeaders.request(from, to, ServiceRoutes.caller(context), ServiceRoutes.trace(context));
            }

            @Override
            public void answer(MultiMap from, MultiMap to) {
                RelayHeaders.answer(from, to);
            }
        };
    }
}
