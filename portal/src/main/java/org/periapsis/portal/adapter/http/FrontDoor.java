package org.periapsis.portal.adapter.http;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import org.periapsis.kit.http.Awaited;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.portal.PortalConfig;
import org.periapsis.portal.domain.ByteAllowance;
import org.periapsis.portal.domain.HealthBook;
import org.periapsis.portal.domain.PlainPath;
import org.periapsis.portal.domain.PublicAddress;

/** Everything behind the one door, in the order in which it is tried. */
public final class FrontDoor {
    /** How long is waited for where a product is that has just been taken. */
    private static final Duration COPIES = Duration.ofSeconds(5);

    private FrontDoor() {}

    /**
     * What is behind the door, and what the door has itself.
     *
     * @param written what each writes
     * @param clients to the services
     */
    public record Parts(
            Identity identity,
            SigningIn auth,
            BasketRoutes baskets,
            StatusRoutes status,
            LaunchSetRoutes launchSets,
            ByteAllowance written,
            SessionEntrance sessions,
            RelayClients clients,
            HealthBook health,
            Credentials credentials,
            PublicAddress address) {}

    /** The routes by which people and programs sign in and out. */
    public record SigningIn(AuthRoutes routes, GrantRoutes grants, DeviceRoutes devices, RunTokenRoutes runs) {}

    public static void mount(Vertx vertx, Router router, Parts parts, PortalConfig.Upstreams upstreams) {
        Relay relay = new Relay(parts.clients(), parts.health(), parts.credentials(), upstreams.patience());
        ServiceQuestions questions = new ServiceQuestions(parts.clients().requests(), parts.health());
        router.route().handler(PortalGuard::on);
        router.route().handler(context -> known(context, parts.address()));
        router.route().handler(PortalAudit.routes(Clock.systemUTC())::watch);
        router.route().handler(FrontDoor::plain);
        WrittenBytes written = new WrittenBytes(parts.written());
        router.route("/launch").handler(written);
        parts.launchSets().mount(router);
        router.route().handler(parts.identity()::identify);
        router.route("/api/*").handler(written);
        router.route("/auth/*").handler(written);
        parts.auth().routes().mount(router);
        parts.auth().grants().mount(router);
        parts.auth().devices().mount(router);
        parts.auth().runs().mount(router);
        parts.baskets().mount(router);
        parts.status().mount(router);
        ProductSites sites = new ProductSites(questions, upstreams.indexer(), new Awaited(vertx, COPIES));
        new Gateway(relay, sites, upstreams).mount(router);
        parts.sessions().mount(router);
        Pages.mount(router);
        ServiceRoutes.nothingElse(router);
    }

    /** A name that somebody else points here is not ours: its pages would be one origin with what is answered. */
    private static void known(RoutingContext context, PublicAddress address) {
        if (!address.knows(context.request().getHeader("Host"))) {
            throw Problem.of("misdirected", 421, "This server is not known by this name")
                    .field("Host")
                    .remedy("Use the address that its operator gives")
                    .exception();
        }
        context.next();
    }

    private static void plain(RoutingContext context) {
        PlainPath.fault(context.request().path()).ifPresent(fault -> {
            throw Problem.badRequest("path", fault, "Write the path in its simplest form")
                    .exception();
        });
        context.next();
    }
}
