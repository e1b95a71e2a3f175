package org.periapsis.portal.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is being answered on whose right: streams and WebSockets end with the right to them. On one event loop. */
public final class OpenExchanges {
    private static final Logger LOG = LoggerFactory.getLogger(OpenExchanges.class);
    private static final String KEY = OpenExchanges.class.getName();

    private final Map<UUID, Set<Exchange>> open = new HashMap<>();

    /** One answer, and how it is cut off. */
    private final class Exchange {
        private final UUID grant;
        private Runnable cut;

        Exchange(UUID grant, Runnable cut) {
            this.grant = grant;
            this.cut = cut;
        }

        void begin() {
            open.computeIfAbsent(grant, none -> new HashSet<>()).add(this);
        }

        void over() {
            Set<Exchange> others = open.get(grant);
            if (others != null && others.remove(this) && others.isEmpty()) {
                open.remove(grant);
            }
        }
    }

    /** From here to its end this answer rests on the grant. */
    void begin(RoutingContext context, UUID grant) {
        Exchange exchange =
                new Exchange(grant, () -> context.request().connection().close());
        context.put(KEY, exchange);
        exchange.begin();
        context.addEndHandler(ended -> exchange.over());
    }

    /** The answer has become a WebSocket, which ends when its connection does. @return what to call then */
    static Runnable becomes(RoutingContext context, NetSocket person) {
        if (!(context.get(KEY) instanceof Exchange exchange)) {
            return () -> {};
        }
        exchange.cut = person::close;
        exchange.begin();
        return exchange::over;
    }

    /** This answer tells of the end and is let finish. */
    static void spare(RoutingContext context) {
        if (context.get(KEY) instanceof Exchange exchange) {
            exchange.over();
        }
    }

    /** Cuts what rests on grants that have ended. */
    void end(Collection<UUID> grants) {
        for (UUID grant : grants) {
            Set<Exchange> ended = open.remove(grant);
            if (ended != null) {
                LOG.info("event=exchanges-ended count={} reason=grant-over", ended.size());
                List.copyOf(ended).forEach(exchange -> exchange.cut.run());
            }
        }
    }

    /**
     * Looks again and again whether what the open answers rest on still holds: it may have ended by its time, or at another
     * portal.
     *
     * @param good those of the given grants that hold
     * @return the timer's id
     */
    public long watch(Vertx vertx, long everyMs, Function<Collection<UUID>, Future<Set<UUID>>> good) {
        return vertx.setPeriodic(everyMs, tick -> {
            List<UUID> asked = new ArrayList<>(open.keySet());
            if (!asked.isEmpty()) {
                good.apply(asked)
                        .onSuccess(still -> {
                            asked.removeAll(still);
                            end(asked);
                        })
                        .onFailure(failure -> LOG.debug("event=grants-not-looked-up cause={}", failure.toString()));
            }
        });
    }
}
