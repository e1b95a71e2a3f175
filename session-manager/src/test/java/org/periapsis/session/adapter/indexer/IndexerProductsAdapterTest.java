package org.periapsis.session.adapter.indexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.periapsis.kit.config.Secret;
import org.periapsis.session.domain.request.RequestLimits;
import org.periapsis.session.domain.request.RequestRefused;
import org.periapsis.session.domain.request.Requester;
import org.periapsis.session.domain.request.Selected;
import org.periapsis.session.domain.request.Selection;

/** What is held of a selection. */
class IndexerProductsAdapterTest {
    private static final Requester ADA = new Requester("https://issuer", "ada", List.of(), Set.of("user"));
    /** With it four products come to some MiB. */
    private static final String LONG = "0 ".repeat(512 << 10);

    private static final int MANY = 600;

    private final Vertx vertx = Vertx.vertx();
    private final List<JsonObject> asked = new CopyOnWriteArrayList<>();
    private volatile Function<JsonObject, JsonObject> index = body -> null;
    private IndexerProducts products;

    @BeforeEach
    void start() throws Exception {
        HttpServer indexer = vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(0, "127.0.0.1")
                .await(20, TimeUnit.SECONDS);
        products = new IndexerProducts(
                vertx.createHttpClient(),
                URI.create("http://127.0.0.1:" + indexer.actualPort()),
                new Secret("of the service"),
                RequestLimits.standard());
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    private void answer(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            asked.add(body.toJsonObject());
            JsonObject answer = index.apply(body.toJsonObject());
            if (answer == null) {
                request.response().setStatusCode(413).end();
            } else {
                request.response().end(answer.toBuffer());
            }
        });
    }

    private static JsonObject entry(String id, String region) {
        return new JsonObject()
                .put("id", id)
                .put("revision", 1)
                .put("bytes", 10)
                .put("replicas", new JsonArray())
                .put("obscore", new JsonObject().put("s_region", region));
    }

    private static JsonObject page(JsonArray entries) {
        return new JsonObject().put("entries", entries).put("refused", new JsonArray());
    }

    /** Four products of some MiB in each page, and pages without end. */
    private static JsonObject endless(JsonObject body) {
        JsonArray entries = new JsonArray();
        String page = body.getString("after", "");
        IntStream.range(0, 4).forEach(i -> entries.add(entry("ivo://sky?" + page + i, LONG)));
        return page(entries).put("next", page + "+");
    }

    private static JsonObject told(JsonObject body) {
        JsonArray entries = new JsonArray();
        body.getJsonArray("ids").forEach(id -> entries.add(entry(String.valueOf(id), "")));
        return page(entries);
    }

    private static Selection ids() {
        return new Selection(
                IntStream.range(0, MANY).mapToObj(i -> "ivo://sky?" + i).toList(), null);
    }

    private static List<Selected> got(CompletionStage<List<Selected>> found) throws Exception {
        return found.toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static void refused(CompletionStage<List<Selected>> found, String field) {
        assertThatThrownBy(() -> got(found)).cause().isInstanceOfSatisfying(RequestRefused.class, refused -> {
            assertThat(refused.code()).isEqualTo(RequestRefused.Code.TOO_LARGE);
            assertThat(refused.field()).isEqualTo(field);
            assertThat(refused.remedy()).contains("fewer");
        });
    }

    @Test
    void aSelectionWhoseManifestIsTooLongIsReadNoFurther() {
        index = IndexerProductsAdapterTest::endless;
        refused(products.resolve(new Selection(List.of(), "archive=sky"), ADA), "query");
        assertThat(asked).hasSize(8);
    }

    @Test
    void whatCouldNotStartIsNotPreviewed() {
        index = IndexerProductsAdapterTest::endless;
        refused(products.placed(new Selection(List.of(), "archive=sky"), ADA), "query");
        assertThat(asked).hasSize(8);
    }

    @Test
    void whoAsksWhereProductsAreHoldsNothingElseOfThem() throws Exception {
        index = body -> page(new JsonArray().add(entry("ivo://sky?1", LONG)));
        Selection one = new Selection(List.of(), "archive=sky");
        assertThat(got(products.placed(one, ADA))).containsExactly(new Selected("ivo://sky?1", 10, List.of(), ""));
        assertThat(got(products.resolve(one, ADA)).get(0).line()).contains(LONG);
    }

    @Test
    void idsAreAskedForInPortions() throws Exception {
        index = IndexerProductsAdapterTest::told;
        assertThat(got(products.resolve(ids(), ADA)).stream().map(Selected::productId))
                .isEqualTo(ids().ids());
        assertThat(asked).extracting(body -> body.getJsonArray("ids").size()).containsExactly(250, 250, 100);
    }

    @Test
    void fewerIdsAreAskedForWhenTheirAnswerWouldBeTooLong() throws Exception {
        index = body -> body.getJsonArray("ids").size() > 100 ? null : told(body);
        assertThat(got(products.resolve(ids(), ADA)).stream().map(Selected::productId))
                .isEqualTo(ids().ids());
        assertThat(asked.subList(2, asked.size()))
                .allSatisfy(body -> assertThat(body.getJsonArray("ids").size()).isLessThanOrEqualTo(62));
    }

    @Test
    void aProductWhoseAnswerIsTooLongIsRefused() {
        index = body -> null;
        refused(products.resolve(ids(), ADA), "ids");
    }

    @Test
    void anAnswerWithoutABoundIsNotHeld() {
        index = body -> page(new JsonArray())
                .put("pad", Buffer.buffer(new byte[25 << 20]).toString());
        refused(products.resolve(new Selection(List.of(), "archive=sky"), ADA), "query");
    }
}
