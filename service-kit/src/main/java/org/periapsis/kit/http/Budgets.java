package org.periapsis.kit.http;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.vertx.core.Vertx;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import org.periapsis.kit.config.HttpLimits;

/**
 * What a listener's connections carry, so that every route finds it.
 *
 * @param bodies of the process
 * @param patience for a body that is read whole
 * @param ping after so much silence a WebSocket is asked whether it is there
 */
record Budgets(BodyBudget bodies, Duration patience, Duration ping) {
    private static final AttributeKey<Budgets> KEY = AttributeKey.valueOf("periapsis.budgets");

    static Budgets of(RoutingContext context) {
        if (context.request().connection() instanceof ConnectionBase base
                && base.channel().attr(KEY).get() != null) {
            return base.channel().attr(KEY).get();
        }
        throw new IllegalStateException("a request that no Listener has taken");
    }

    void carriedBy(Channel channel) {
        channel.attr(KEY).set(this);
    }

    static Budgets of(Vertx vertx, HttpLimits limits) {
        return new Budgets(BodyBudget.of(vertx, limits), limits.body(), limits.ping());
    }
}
