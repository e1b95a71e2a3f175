package org.periapsis.kit.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;
import org.periapsis.kit.config.HttpConfig;
import org.periapsis.kit.observe.Observer;
import org.periapsis.kit.observe.PartsWatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds a start up until every part that the service needs has answered, however long that takes. Meanwhile its health is
 * answered where it will listen: it lives, is not ready, and says what it waits for.
 */
public final class AwaitedParts {
    private static final Logger LOG = LoggerFactory.getLogger(AwaitedParts.class);
    private static final long AT_ONCE_MS = 1_500;
    private static final String START = "start";

    private AwaitedParts() {}

    /** @return completes when all have answered once; the port is free again then */
    public static Future<Void> all(
            Vertx vertx, Observer observer, HttpConfig config, String service, PartsWatch parts) {
        Future<Void> there = parts.start();
        return Future.any(there, vertx.timer(AT_ONCE_MS, TimeUnit.MILLISECONDS)).compose(any -> {
            if (there.isComplete()) {
                return there;
            }
            LOG.warn("event=start-waits service={} for={}", service, parts.awaited());
            // Its parts may all be there for a moment before it goes on: it has not begun to serve by that.
            observer.check(START, false, "it waits for its parts");
            return health(vertx, observer, config)
                    .compose(server -> there.eventually(() -> server.close()))
                    .onSuccess(done -> {
                        observer.check(START, true, "its parts are there");
                        LOG.info("event=start-goes-on service={}", service);
                    });
        });
    }

    private static Future<Listener> health(Vertx vertx, Observer observer, HttpConfig config) {
        Router router = Router.router(vertx);
        ServiceRoutes.health(router, observer);
        router.route().handler(AwaitedParts::notYet);
        return Listener.open(vertx, config, router);
    }

    private static void notYet(RoutingContext context) {
        ProblemHandler.send(context, Problem.unavailable("The service starts, and waits for a part that it needs"));
    }
}
