package org.periapsis.cli;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * One address before several instances, as a service of Kubernetes is one: each connection goes to the next instance that last
 * said it is ready.
 */
final class Front {
    private static final long CHECK_MS = 250;

    private final NetServer server;
    private final NetClient client;
    private final HttpClient health;
    private final List<Integer> instances;
    private final Map<Integer, Boolean> ready = new ConcurrentHashMap<>();
    private int turn;

    private Front(Vertx vertx, List<Integer> instances) {
        this.instances = List.copyOf(instances);
        this.client = vertx.createNetClient();
        this.health = vertx.createHttpClient();
        this.server = vertx.createNetServer().connectHandler(this::accept);
        vertx.setPeriodic(0, CHECK_MS, timer -> instances.forEach(this::check));
    }

    /** @param instances ports */
    static Front before(Vertx vertx, List<Integer> instances) throws Exception {
        Front front = new Front(vertx, instances);
        front.server.listen(0, "127.0.0.1").await(10, TimeUnit.SECONDS);
        return front;
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    /** @return ports of the instances that said they are ready when they were last asked */
    List<Integer> ready() {
        return instances.stream()
                .filter(port -> ready.getOrDefault(port, false))
                .toList();
    }

    /** @return how many instances have not said yet that they are ready */
    int starting() {
        return instances.size() - ready().size();
    }

    private void check(int port) {
        health.request(new RequestOptions()
                        .setMethod(HttpMethod.GET)
                        .setHost("127.0.0.1")
                        .setPort(port)
                        .setURI("/health/ready")
                        .setTimeout(2_000))
                .compose(request -> request.send())
                .compose(answer -> answer.end().map(answer.statusCode() == 200))
                .otherwise(false)
                .onSuccess(up -> ready.put(port, up));
    }

    private void accept(NetSocket socket) {
        socket.pause();
        List<Integer> order = new ArrayList<>(ready());
        if (!order.isEmpty()) {
            java.util.Collections.rotate(order, turn++ % order.size());
        }
        connect(order).onFailure(none -> socket.close()).onSuccess(behind -> join(socket, behind));
    }

    private Future<NetSocket> connect(List<Integer> order) {
        if (order.isEmpty()) {
            return Future.failedFuture("nobody is ready");
        }
        return client.connect(order.get(0), "127.0.0.1").recover(gone -> {
            ready.put(order.get(0), false);
            return connect(order.subList(1, order.size()));
        });
    }

    private static void join(NetSocket one, NetSocket other) {
        one.closeHandler(closed -> other.close());
        other.closeHandler(closed -> one.close());
        one.exceptionHandler(failure -> one.close());
        other.exceptionHandler(failure -> other.close());
        one.pipe().endOnSuccess(false).endOnFailure(false).to(other);
        other.pipe().endOnSuccess(false).endOnFailure(false).to(one);
    }
}
