package org.periapsis.portal.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.periapsis.kit.http.ClientAddress;
import org.periapsis.kit.http.Listener;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.kit.http.Shares;

/**
 * The connections to what is behind the door. WebSockets, which stay for days, have their own and are counted apart, so that
 * requests always find one; each person, or address, has a share of either, and nobody waits in a line without an end.
 */
public final class RelayClients {
    private static final String COUNTED = RelayClients.class.getName();
    /** Waiting for a connection of one service; each waits no longer than to connect takes. */
    private static final int WAITING = 1_000;

    private final HttpClient requests;
    private final HttpClient tunnels;
    private final Shares ofRequests;
    /** Of whom nobody knows how many they are, so that they leave room for who has signed in. */
    private final Shares ofStrangers;

    private final Shares ofTunnels;

    /**
     * What is relayed at once.
     *
     * @param requests in all; of all who are not signed in half
     * @param requestsEach of one person, or of one address without sign-in
     * @param tunnels WebSockets in all
     * @param tunnelsEach of one person
     */
    public record Limits(int requests, int requestsEach, int tunnels, int tunnelsEach) {}

    public RelayClients(Vertx vertx, Limits limits) {
        this.requests = client(vertx, limits.requests());
        this.tunnels = client(vertx, limits.tunnels());
        this.ofRequests = new Shares(limits.requests(), limits.requestsEach());
        this.ofStrangers = new Shares(Math.max(1, limits.requests() / 2), limits.requestsEach());
        this.ofTunnels = new Shares(limits.tunnels(), limits.tunnelsEach());
    }

    private static HttpClient client(Vertx vertx, int connections) {
        return vertx.httpClientBuilder()
                .with(new HttpClientOptions().setDecompressionSupported(false))
                .with(new PoolOptions().setHttp1MaxSize(connections).setMaxWaitQueueSize(WAITING))
                .withConnectHandler(Listener::keepAlive)
                .build();
    }

    /** For small questions of the door itself. */
    public HttpClient requests() {
        return requests;
    }

    HttpClient of(RoutingContext context) {
        return Tunnel.asked(context.request()) ? tunnels : requests;
    }

    /**
     * Takes a place for the request, until it is over.
     *
     * @return why there is none; empty when there is
     */
    Optional<Problem> refused(RoutingContext context) {
        if (context.data().put(COUNTED, true) != null) {
            return Optional.empty();
        }
        boolean tunnel = Tunnel.asked(context.request());
        List<Shares> shares = tunnel
                ? List.of(ofTunnels)
                : ServiceRoutes.caller(context).anonymous() ? List.of(ofStrangers, ofRequests) : List.of(ofRequests);
        String who = ClientAddress.who(context);
        for (int i = 0; i < shares.size(); i++) {
            Optional<Shares.Refusal> refused = shares.get(i).enter(who);
            if (refused.isPresent()) {
                shares.subList(0, i).forEach(entered -> entered.leave(who));
                return refused.map(why -> refusal(tunnel, why));
            }
        }
        AtomicBoolean left = new AtomicBoolean();
        Runnable leave = () -> {
            if (left.compareAndSet(false, true)) {
                shares.forEach(entered -> entered.leave(who));
            }
        };
        context.addEndHandler(ended -> {
            if (!tunnel || context.response().getStatusCode() != 101) {
                leave.run();
            }
        });
        if (tunnel) {
            Listener.onClose(context.request(), leave);
        }
        return Optional.empty();
    }

    private static Problem refusal(boolean tunnel, Shares.Refusal refusal) {
        String what = tunnel ? "WebSockets" : "requests";
        return switch (refusal) {
            case SHARE ->
                Problem.tooMuch("too-many-" + (tunnel ? "tunnels" : "requests"), "You have too many " + what + " open");
            case FULL -> Problem.unavailable("Too many " + what + " are open");
        };
    }

    public Future<Void> close() {
        return requests.close().eventually(tunnels::close);
    }
}
