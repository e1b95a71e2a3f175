package org.periapsis.session;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.periapsis.kit.index.IndexedRights;
import org.periapsis.kit.manifest.ManifestEntry;
import org.periapsis.kit.rights.Level;
import org.periapsis.kit.rights.ProductRights;

/** Stands in for the indexer, which is another module's: every product is public unless a test says otherwise. */
final class IndexStandIn {
    private final Map<String, ProductRights> rights = new ConcurrentHashMap<>();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final HttpServer server;
    private volatile boolean away;

    IndexStandIn(Vertx vertx) throws Exception {
        server = AgentStack.get(
                vertx.createHttpServer().requestHandler(this::answer).listen(0, "127.0.0.1"));
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    private void answer(HttpServerRequest request) {
        if (away) {
            // One refuses, the next breaks off.
            if (unanswered.incrementAndGet() % 2 == 0) {
                request.connection().close();
            } else {
                request.response().setStatusCode(503).end();
            }
            return;
        }
        request.body().onSuccess(body -> {
            JsonArray products = new JsonArray();
            for (Object id : body.toJsonObject().getJsonArray("ids")) {
                products.add(IndexedRights.json(
                        id.toString(), rights.getOrDefault(id.toString(), rights(Level.PUBLIC, false))));
            }
            request.response().end(new JsonObject().put("products", products).encode());
        });
    }

    static ProductRights rights(Level level, boolean withdrawn) {
        return new ProductRights(level, Optional.empty(), "a", Optional.empty(), Optional.of("t-1"), withdrawn);
    }

    /** Whether the indexer answers nothing useful from now on. */
    void away(boolean now) {
        away = now;
    }

    /** What it was asked meanwhile. */
    int unanswered() {
        return unanswered.get();
    }

    /** From now on the index has these rights of a product. */
    void changed(ManifestEntry product, ProductRights now) {
        rights.put(product.productId(), now);
    }
}
