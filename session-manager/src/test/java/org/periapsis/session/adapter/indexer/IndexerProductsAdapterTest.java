package org.periapsis.session.adapter.indexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.periapsis.kit.config.Secret;
import org.periapsis.session.domain.request.RequestRefused;
import org.periapsis.session.domain.request.Requester;
import org.periapsis.session.domain.request.Selection;

/** What is held of a selection. */
class IndexerProductsAdapterTest {
    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer indexer;

    @BeforeEach
    void start() throws Exception {
        indexer = vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(0, "127.0.0.1")
                .await(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    /** Pages of 4 MiB without end. */
    private void answer(HttpServerRequest request) {
        asked.incrementAndGet();
        request.response()
                .end(new JsonObject()
                        .put("entries", new JsonArray())
                        .put("refused", new JsonArray())
                        .put("pad", " ".repeat(4 << 20))
                        .put("next", "on")
                        .encode());
    }

    @Test
    void aSelectionOfWhichThereIsTooMuchToHoldIsRefused() {
        IndexerProducts products = new IndexerProducts(
                vertx.createHttpClient(),
                URI.create("http://127.0.0.1:" + indexer.actualPort()),
                new Secret("of the service"),
                10_000);
        assertThatThrownBy(() -> products.resolve(
                                new Selection(List.of(), "archive=sky"),
                                new Requester("https://issuer", "ada", List.of(), Set.of("user")))
                        .toCompletableFuture()
                        .get(60, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(RequestRefused.class, refused -> {
                    assertThat(refused.field()).isEqualTo("query");
                    assertThat(refused.remedy()).contains("fewer");
                });
        assertThat(asked).hasValue(24);
    }
}
