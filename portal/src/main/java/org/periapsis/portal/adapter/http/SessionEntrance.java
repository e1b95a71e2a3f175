package org.periapsis.portal.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.time.Clock;
import org.periapsis.kit.auth.Tokens;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.portal.PortalConfig;
import org.periapsis.portal.adapter.postgres.SessionEntryStore;
import org.periapsis.portal.domain.HealthBook;
import org.periapsis.portal.domain.PortalCookies;
import org.periapsis.portal.domain.SessionOrigins;

/** The ways into sessions, put together: hosts of their own for browsers, the portal's host for programs. */
public final class SessionEntrance {
    private final SessionHosts hosts;
    private final SessionProxy proxy;
    private final OpenSessions open;

    /** How the ways know who is who. */
    public record Desk(Identity identity, SessionEntryStore store, Tokens tokens, PortalCookies cookies, Clock clock) {}

    /** @param clients to the agents and the session-manager */
    public SessionEntrance(
            SessionOrigins origins,
            Desk desk,
            RelayClients clients,
            HealthBook health,
            PortalConfig.Upstreams upstreams) {
        SessionPermits permits = new SessionPermits(
                new ServiceQuestions(clients.requests(), health), upstreams.sessions(), desk.tokens(), desk.clock());
        SessionEntries entries = new SessionEntries(desk.store(), desk.identity(), desk.cookies(), desk.clock());
        this.open = new OpenSessions(entries, permits);
        SessionWay way = new SessionWay(
                new Relay(clients, health, new Credentials(desk.tokens(), desk.clock()), upstreams.patience()), open);
        this.hosts = new SessionHosts(origins, entries, permits, way);
        this.proxy = new SessionProxy(origins, entries, permits, way);
    }

    /** Takes what comes to a session's host, before anything of the portal sees it. */
    public void first(Router router) {
        ServiceRoutes.before(router, hosts::route);
    }

    /** After it is known who asks. */
    void mount(Router router) {
        proxy.mount(router);
    }

    /** Begins to watch what is open. */
    public void start(Vertx vertx) {
        open.start(vertx);
    }

    public Future<Void> stop(Vertx vertx) {
        return open.stop(vertx);
    }
}
