package org.periapsis.portal.adapter.http;

import io.vertx.core.http.HttpClient;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.portal.PortalConfig;
import org.periapsis.portal.domain.PlainPath;

/** Everything behind the one door, in the order in which it is tried. */
public final class FrontDoor {
    private FrontDoor() {}

    public static void mount(
            Router router,
            Identity identity,
            AuthRoutes auth,
            BasketRoutes baskets,
            HttpClient client,
            PortalConfig.Upstreams upstreams) {
        Relay relay = new Relay(client, upstreams.patience());
        router.route().handler(FrontDoor::plain);
        router.route().handler(identity::identify);
        auth.mount(router);
        baskets.mount(router);
        new Gateway(relay, new ProductSites(client, upstreams.indexer()), upstreams).mount(router);
        new SessionProxy(client, relay, upstreams.sessions()).mount(router);
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
