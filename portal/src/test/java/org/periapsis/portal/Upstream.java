package org.periapsis.portal;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Stands where a service or an agent stands: a real HTTP server that answers as the test says and notes what it was asked. */
final class Upstream {
    private final Vertx vertx;
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private volatile Consumer<HttpServerRequest> answer = Upstream::fine;
    private volatile Map<String, String> notReady = Map.of();
    private volatile int setAside;
    private HttpServer server;

    /** A request as it arrived; header names in lower case. */
    record Seen(String method, String uri, Map<String, String> headers) {}

    Upstream(Vertx vertx) throws Exception {
        this.vertx = vertx;
        open(0);
    }

    private void open(int port) throws Exception {
        server = TestPortal.get(vertx.createHttpServer(new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(port)
                        .setMaxWebSocketFrameSize(32 << 20)
                        .setMaxWebSocketMessageSize(32 << 20)
                        .addWebSocketSubProtocol("v1.kernel.websocket.jupyter.org"))
                .requestHandler(request -> {
                    if (request.uri().equals("/health/ready")) {
                        request.response()
                                .setStatusCode(notReady.isEmpty() ? 200 : 503)
                                .end(health());
                        return;
                    }
                    Map<String, String> headers = new java.util.TreeMap<>();
                    request.headers()
                            .forEach((name, value) -> headers.merge(
                                    name.toLowerCase(java.util.Locale.ROOT),
                                    value,
                                    (one, other) -> one + ", " + other));
                    seen.add(new Seen(request.method().name(), request.uri(), headers));
                    answer.accept(request);
                })
                .listen());
    }

    private static void fine(HttpServerRequest request) {
        request.response()
                .putHeader("Content-Type", "application/json")
                .end(new JsonObject().put("fine", true).encode());
    }

    void answers(Consumer<HttpServerRequest> next) {
        answer = next;
    }

    void answersJson(int status, JsonObject body) {
        answer = request -> request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(body.encode());
    }

    private String health() {
        JsonObject checks = new JsonObject();
        notReady.forEach((part, why) ->
                checks.put(part, new JsonObject().put("up", false).put("detail", why)));
        return new JsonObject()
                .put("ready", notReady.isEmpty())
                .put("checks", checks)
                .put("readers", new JsonObject().put("view", new JsonObject().put("set_aside", setAside)))
                .encode();
    }

    /** Parts that it says are not up, and why; none: it is ready. */
    void notReady(Map<String, String> parts) {
        notReady = Map.copyOf(parts);
    }

    /** So many records that a reader of it has set aside. */
    void setAside(int records) {
        setAside = records;
    }

    /** Forgets what it was asked and how it answered. */
    void reset() {
        answer = Upstream::fine;
        notReady = Map.of();
        setAside = 0;
        seen.clear();
    }

    List<Seen> seen() {
        return List.copyOf(seen);
    }

    Seen last() {
        return seen.get(seen.size() - 1);
    }

    int port() {
        return server.actualPort();
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    /** Nobody listens at its port after this. */
    void down() throws Exception {
        TestPortal.get(server.close());
    }

    void up() throws Exception {
        open(port());
    }
}
