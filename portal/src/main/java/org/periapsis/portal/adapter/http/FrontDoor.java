package org.periapsis.portal.adapter.http;

import io.vertx.core.http.HttpClient;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.portal.PortalConfig;
import org.periapsis.portal.domain.HealthBook;
import org.periapsis.portal.domain.PlainPath;

/** Everything behind the one door, in the order in which it is tried. */
public final class FrontDoor {
    private FrontDoor() {}

    /**
     * What is behind the door, and what the door has itself.
     *
     * @param client to the services
     */
    public record Parts(
            Identity identity,
            AuthRoutes auth,
            BasketRoutes baskets,
            StatusRoutes status,
            LaunchSetRoutes launchSets,
            HttpClient client,
            HealthBook health) {}

    public static void mount(Router router, Parts parts, PortalConfig.Upstreams upstreams) {
        Relay relay = new Relay(parts.client(), parts.health(), upstreams.patience());
        ServiceQuestions questions = new ServiceQuestions(parts.client(), parts.health());
        router.route().handler(PortalAudit.routes(Clock.systemUTC())::watch);
        router.route().handler(FrontDoor::plain);
        parts.launchSets().mount(router);
        router.route().handler(parts.identity()::identify);
        parts.auth().mount(router);
        parts.baskets().mount(router);
        parts.status().mount(router);
        new Gateway(relay, new ProductSites(questions, upstreams.indexer()), upstreams).mount(router);
        new SessionProxy(questions, relay, upstreams.sessions()).mount(router);
        Pages.mount(router);
        ServiceRoutes.nothingElse(router);
    }

    private static void plain(RoutingContext context) {
        PlainPath.fault(context.request().path()).ifPresent(fault -> {
            throw Problem.badRequest("path", fault, "Write the path in its simplest form")
                    .exception();
        });
        context.next();
    }
}
