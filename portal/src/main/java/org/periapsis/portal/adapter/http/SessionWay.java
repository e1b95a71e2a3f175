package org.periapsis.portal.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.NetSocket;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.Supplier;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.portal.adapter.http.Relay.Behind;
import org.periapsis.portal.domain.PortalCookies;
import org.periapsis.portal.domain.ServiceName;

/** Passes requests and WebSockets on to the agent that runs a session. No cookie or token of the portal's goes with them. */
final class SessionWay {
    private final Relay relay;
    private final OpenSessions open;

    /**
     * Who goes there.
     *
     * @param entry the cookie by which they have entered; empty for a program
     * @param person who it is at any later time
     */
    record Visitor(Optional<String> entry, Supplier<Future<Optional<Caller>>> person) {}

    SessionWay(Relay relay, OpenSessions open) {
        this.relay = relay;
        this.open = open;
    }

    void pass(RoutingContext context, String session, SessionPermits.Permit permit, Visitor visitor) {
        HttpConnection connection = context.request().connection();
        OpenSessions.Open one = new OpenSessions.Open(session, visitor.entry(), visitor.person(), connection::close);
        open.add(one);
        // A WebSocket's request is over when it begins.
        context.addEndHandler(done -> {
            if (context.response().getStatusCode() != 101) {
                open.remove(one);
            }
        });
        Passage.set(
                context, new ToProgram(context, permit.pass(), visitor.entry().isPresent(), one));
        String query = context.request().query();
        String path = context.request().path();
        relay.pass(
                context,
                query == null ? path : path + "?" + query,
                new Behind(
                        new ServiceName("agent", permit.site()), permit.agent().orElseThrow()));
    }

    /** To a session's program: on the session's own host its cookies go both ways, on the portal's none do. */
    private final class ToProgram implements Passage {
        private final RoutingContext context;
        private final String pass;
        private final boolean ownHost;
        private final OpenSessions.Open one;

        private ToProgram(RoutingContext context, String pass, boolean ownHost, OpenSessions.Open one) {
            this.context = context;
            this.pass = pass;
            this.ownHost = ownHost;
            this.one = one;
        }

        @Override
        public void request(MultiMap from, MultiMap to) {
            RelayHeaders.toSession(from, to, pass, ServiceRoutes.trace(context));
            if (ownHost) {
                PortalCookies.forProgram(String.join("; ", from.getAll("Cookie")))
                        .ifPresent(cookies -> to.set("Cookie", cookies));
            }
        }

        @Override
        public void answer(MultiMap from, MultiMap to) {
            if (ownHost) {
                SessionGuard.fromProgram(from, to);
            } else {
                SessionGuard.onPortal(from, to);
            }
        }

        @Override
        public void opened(NetSocket person) {
            open.add(one);
        }

        @Override
        public void closed() {
            open.remove(one);
        }
    }
}
