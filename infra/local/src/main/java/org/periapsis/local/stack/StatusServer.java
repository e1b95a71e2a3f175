package org.periapsis.local.stack;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.periapsis.kit.config.HttpConfig;
import org.periapsis.kit.http.Listener;
import org.periapsis.kit.http.WholeAnswer;

/**
 * Answers {@code GET /status} with how every service is, asked when it is asked; {@code GET /runs} with how many sessions and
 * tasks run, and {@code DELETE /runs} ends them, for who knows the stack's secret. On loopback, for the commands.
 */
final class StatusServer {
    private static final long PATIENCE_MS = 2_000;
    private static final int MOST_BYTES = 1 << 20;
    private static final String READER = "consumer.";

    private final Vertx vertx;
    private final HttpClient client;
    private final Map<String, Integer> services;
    private final String url;
    private final List<String> sites;
    private Handler<Router> more = router -> {};

    /** @param services port by service instance */
    StatusServer(Vertx vertx, String url, List<String> sites, Map<String, Integer> services) {
        this.vertx = vertx;
        this.client = vertx.createHttpClient();
        this.url = url;
        this.sites = List.copyOf(sites);
        this.services = new TreeMap<>(services);
    }

    /** @param secret that the state file has, which this user alone can read */
    void runs(String secret, IntSupplier count, Supplier<Future<Void>> end) {
        more = router -> {
            router.route("/runs").handler(context -> {
                boolean known = ("Bearer " + secret).equals(context.request().getHeader("Authorization"));
                if (known) {
                    context.next();
                } else {
                    context.fail(403);
                }
            });
            router.get("/runs").handler(context -> context.json(new JsonObject().put("runs", count.getAsInt())));
            router.delete("/runs").handler(context -> {
                int before = count.getAsInt();
                end.get()
                        .compose(ended -> context.json(new JsonObject().put("ended", before)))
                        .onFailure(context::fail);
            });
        };
    }

    Future<Listener> listen(Vertx vertx) {
        Router router = Router.router(vertx);
        router.get("/status").handler(this::answer);
        more.handle(router);
        return Listener.open(vertx, new HttpConfig("127.0.0.1", 0, "", ""), router);
    }

    private void answer(RoutingContext context) {
        status().onSuccess(context::json).onFailure(context::fail);
    }

    /** How every service is, asked now; from any thread: a body asked for off the client's event loop may never come. */
    Future<JsonObject> status() {
        Promise<JsonObject> told = Promise.promise();
        vertx.runOnContext(go -> asked().onComplete(told));
        return told.future();
    }

    private Future<JsonObject> asked() {
        List<String> names = new ArrayList<>(services.keySet());
        List<Future<JsonObject>> asked =
                names.stream().map(name -> health(services.get(name))).toList();
        return Future.join(asked).map(joined -> {
            JsonObject parts = new JsonObject();
            for (int i = 0; i < names.size(); i++) {
                parts.put(names.get(i), asked.get(i).result());
            }
            return new JsonObject()
                    .put("ready", names.stream().allMatch(name -> parts.getJsonObject(name)
                            .getBoolean("ready")))
                    .put("url", url)
                    .put("version", LocalStack.version())
                    .put("services", parts)
                    .put("sites", sites(parts));
        });
    }

    private JsonObject sites(JsonObject parts) {
        JsonObject all = new JsonObject();
        for (String site : sites) {
            boolean ready = parts.fieldNames().stream()
                    .filter(name -> name.endsWith("-" + site))
                    .allMatch(name -> parts.getJsonObject(name).getBoolean("ready"));
            all.put(site, new JsonObject().put("ready", ready).put("note", ready ? "ready" : "a service is not ready"));
        }
        return all;
    }

    private Future<JsonObject> health(int port) {
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI("/health/ready")
                .setTimeout(PATIENCE_MS);
        return client.request(request)
                .compose(sent -> sent.send())
                .compose(response -> WholeAnswer.of(response, MOST_BYTES))
                .map(body -> {
                    JsonObject health = body.toJsonObject();
                    return new JsonObject()
                            .put("ready", health.getBoolean("ready"))
                            .put("why", why(health))
                            .put("readers", readers(health))
                            .put("port", port);
                })
                .recover(failure -> Future.succeededFuture(new JsonObject()
                        .put("ready", false)
                        .put("why", "does not answer: " + failure.getMessage())
                        .put("port", port)));
    }

    /** How far each reader of the log is. */
    private static JsonObject readers(JsonObject health) {
        JsonObject readers = new JsonObject();
        health.getJsonObject("checks").forEach(entry -> {
            if (entry.getKey().startsWith(READER)) {
                readers.put(
                        entry.getKey().substring(READER.length()), ((JsonObject) entry.getValue()).getString("detail"));
            }
        });
        return readers;
    }

    private static String why(JsonObject health) {
        JsonArray reasons = new JsonArray();
        health.getJsonObject("checks").forEach(entry -> {
            JsonObject check = (JsonObject) entry.getValue();
            if (!check.getBoolean("up")) {
                reasons.add(entry.getKey() + ": " + check.getString("detail") + " since " + check.getString("since"));
            }
        });
        return String.join("; ", reasons.stream().map(String::valueOf).toList());
    }
}
