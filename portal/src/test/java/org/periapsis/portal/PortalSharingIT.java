package org.periapsis.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.periapsis.portal.PortalIT.assertProblem;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.embedded.Patience;
import org.periapsis.kit.kafka.Position;
import org.periapsis.kit.observe.AuditLines;
import org.periapsis.kit.postgres.ViewStore;

/** Baskets that are a query, what a basket amounts to, and baskets that others read. */
class PortalSharingIT {
    private static final String SHARE = "/api/basket/share";
    private static final JsonObject SUMMARY = new JsonObject()
            .put("count", 41_283)
            .put("bytes", 7L << 40)
            .put("exact", true)
            .put(
                    "sites",
                    new JsonArray()
                            .add(new JsonObject()
                                    .put("site", "esac")
                                    .put("products", 41_283)
                                    .put("local_bytes", 7L << 40)
                                    .put("missing_bytes", 0)))
            .put("gone", new JsonArray())
            .put("gone_count", 0);

    @TempDir
    private static Path directory;

    private static TestPortal portal;
    private final AtomicReference<JsonObject> asked = new AtomicReference<>();

    @BeforeAll
    static void start() throws Exception {
        portal = new TestPortal(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        portal.close();
    }

    @BeforeEach
    void countingIndexer() {
        portal.reset();
        portal.indexer.answers(request -> request.body().onSuccess(body -> {
            JsonObject json = body.toJsonObject();
            if (request.path().equals("/products/known")) {
                JsonArray known = new JsonArray();
                json.getJsonArray("ids").stream()
                        .filter(id -> !id.toString().contains("secret"))
                        .forEach(known::add);
                request.response().end(new JsonObject().put("known", known).encode());
                return;
            }
            asked.set(json);
            boolean bad = json.getString("query", "").contains("colour=");
            request.response()
                    .setStatusCode(bad ? 400 : 200)
                    .end((bad
                                    ? new JsonObject()
                                            .put("detail", "There is no parameter of this name")
                                            .put("field", "colour")
                                            .put("remedy", "Leave it out")
                                    : SUMMARY)
                            .encode());
        }));
    }

    @Test
    void aBasketMayBeAQueryWhichIsCountedWithTheReadersRights() throws Exception {
        String ada = portal.freshPerson();
        JsonObject put = json(put(
                ada,
                new JsonObject()
                        .put("query", "?obs_collection=dss&q=m31&limit=50&facets=true")
                        .put("name", "All of M31")
                        .put("version", 0)));
        assertThat(put.getString("query")).isEqualTo("obs_collection=dss&q=m31");
        assertThat(put.getJsonArray("ids")).isEmpty();
        assertThat(put.getString("name")).isEqualTo("All of M31");
        assertThat(json(get(ada, "/api/basket"))).isEqualTo(put);
        JsonObject summary = json(get(ada, "/api/basket/summary"));
        assertThat(summary.getInteger("count")).isEqualTo(41_283);
        assertThat(summary.getInteger("version")).isEqualTo(1);
        assertThat(asked.get()).isEqualTo(new JsonObject().put("query", "obs_collection=dss&q=m31"));
        assertThat(portal.indexer.last().uri()).isEqualTo("/products/summary");
        assertThat(portal.indexer.last().headers().get("authorization")).startsWith("Bearer ");
        // Listed products take the query's place, and the name stays.
        JsonObject listed = json(put(ada, new JsonObject().put("ids", new JsonArray(List.of("a")))));
        assertThat(listed.getValue("query")).isNull();
        assertThat(listed.getString("name")).isEqualTo("All of M31");
    }

    @Test
    void aQueryThatTheIndexDoesNotUnderstandNeverComesOnTheLog() throws Exception {
        String ada = portal.freshPerson();
        HttpResponse<String> refused = put(ada, new JsonObject().put("query", "colour=red"));
        assertProblem(refused, 400);
        assertThat(json(refused).getString("field")).isEqualTo("query");
        assertThat(json(refused).getString("detail")).contains("colour");
        for (JsonObject bad : List.of(
                new JsonObject().put("query", "q=a").put("ids", new JsonArray()),
                new JsonObject().put("query", "q=a b"),
                new JsonObject().put("query", 7),
                new JsonObject().put("query", "q=" + "x".repeat(9_000)))) {
            HttpResponse<String> answer = put(ada, bad);
            assertProblem(answer, 400);
            assertThat(json(answer).getString("field")).isEqualTo("query");
        }
        HttpResponse<String> name =
                put(ada, new JsonObject().put("query", "q=a").put("name", " "));
        assertThat(json(name).getString("field")).isEqualTo("name");
        assertThat(json(get(ada, "/api/basket")).getInteger("version")).isZero();
    }

    @Test
    void anEmptyBasketAmountsToNothingWithoutAsking() throws Exception {
        JsonObject summary = json(get(portal.freshPerson(), "/api/basket/summary"));
        assertThat(summary.getInteger("count")).isZero();
        assertThat(asked.get()).isNull();
    }

    @Test
    void aSharedBasketIsReadByWhoeverIsSignedInAndByNobodyElse() throws Exception {
        String ada = portal.freshPerson();
        String bob = portal.freshPerson();
        assertProblem(post(ada, SHARE), 409);
        JsonObject mine = json(put(ada, new JsonObject().put("ids", new JsonArray(List.of("a", "b")))));
        String path = "/api/baskets/" + mine.getString("id");
        assertProblem(get(bob, path), 404);
        assertProblem(get(bob, path + "/summary"), 404);
        assertThat(get(ada, path).statusCode()).isEqualTo(200);

        JsonObject shared = json(post(ada, SHARE));
        assertThat(shared)
                .isEqualTo(new JsonObject()
                        .put("id", mine.getString("id"))
                        .put("link", "/find?basket=" + mine.getString("id")));
        assertThat(json(post(ada, SHARE))).isEqualTo(shared);
        JsonObject read = mine.copy().put("owner_name", ada);
        read.remove("shared");
        assertThat(json(get(bob, path))).isEqualTo(read);
        assertThat(json(get(bob, path + "/summary")).getInteger("count")).isEqualTo(41_283);
        assertProblem(portal.send("GET", path, null), 401);
        // It is the basket itself, not a copy; and it survives a restart.
        put(ada, new JsonObject().put("ids", new JsonArray(List.of("c"))));
        portal.stop();
        portal.start();
        assertThat(json(get(bob, path)).getJsonArray("ids")).containsExactly("c");
        assertProblem(get(bob, "/api/baskets/nonsense"), 404);
        assertProblem(get(bob, "/api/baskets/00000000-0000-0000-0000-000000000000"), 404);
    }

    @Test
    void aSharedBasketDoesNotNameProductsThatTheReaderMayNotKnowOf() throws Exception {
        String ada = portal.freshPerson();
        String bob = portal.freshPerson();
        JsonObject mine = json(put(ada, new JsonObject().put("ids", new JsonArray(List.of("a", "secret", "b")))));
        String path = "/api/baskets/" + mine.getString("id");
        post(ada, SHARE);
        assertThat(json(get(ada, path)).getJsonArray("ids")).containsExactly("a", "secret", "b");
        JsonObject read = json(get(bob, path));
        assertThat(read.getJsonArray("ids")).containsExactly("a", "b");
        assertThat(read.getInteger("withheld")).isEqualTo(1);
        // The summary of what is read would list the others as gone.
        get(bob, path + "/summary");
        assertThat(asked.get().getJsonArray("ids")).containsExactly("a", "b");
        put(ada, new JsonObject().put("query", "obs_publisher_did=secret&q=m31").put("name", "One"));
        JsonObject query = json(get(bob, path));
        assertThat(query.getValue("query")).isNull();
        assertThat(query.getInteger("withheld")).isEqualTo(1);
    }

    @Test
    void aBasketIsTakenBackAndSharedAgainAsOftenAsItsOwnerLikes() throws Exception {
        String ada = portal.freshPerson();
        String bob = portal.freshPerson();
        assertThat(delete(ada).statusCode()).isEqualTo(204);
        JsonObject mine = json(put(ada, new JsonObject().put("ids", new JsonArray(List.of("a")))));
        String path = "/api/baskets/" + mine.getString("id");
        try (AuditLines audited = new AuditLines()) {
            for (int round = 0; round < 2; round++) {
                JsonObject shared = json(post(ada, SHARE));
                assertThat(json(get(ada, "/api/basket"))).isEqualTo(mine.copy().put("shared", true));
                assertThat(get(bob, path).statusCode()).isEqualTo(200);
                // Of what is so already nothing is written.
                HttpResponse<String> repeated = post(ada, SHARE);
                assertThat(json(repeated)).isEqualTo(shared);
                assertThat(repeated.headers().firstValue(Position.HEADER)).isEmpty();

                HttpResponse<String> taken = delete(ada);
                assertThat(taken.statusCode()).isEqualTo(204);
                assertThat(taken.headers().firstValue(Position.HEADER)).isPresent();
                assertProblem(get(bob, path), 404);
                assertProblem(get(bob, path + "/summary"), 404);
                assertThat(json(get(ada, "/api/basket"))).isEqualTo(mine.copy().put("shared", false));
                assertThat(json(get(ada, path)).getJsonArray("ids")).containsExactly("a");
                HttpResponse<String> again = delete(ada);
                assertThat(again.statusCode()).isEqualTo(204);
                assertThat(again.headers().firstValue(Position.HEADER)).isEmpty();
            }
            Patience.until(
                    "the last act",
                    TestPortal.PATIENCE,
                    () -> audited.acts("BASKET_UNSHARED").size() == 4);
            assertThat(audited.acts("BASKET_UNSHARED"))
                    .allSatisfy(act ->
                            assertThat(act.getMap()).containsEntry("who", ada).containsEntry("status", 204));
        }
        // Each is a fact of its own, and the last of one key is what counts, also of a compacted log.
        List<BasketReaders.Fact> facts = facts(mine);
        assertThat(facts).extracting(BasketReaders.Fact::shares).containsExactly(true, false, true, false);
        assertThat(facts).extracting(BasketReaders.Fact::id).doesNotHaveDuplicates();
        assertThat(facts).extracting(BasketReaders.Fact::key).containsOnly(mine.getString("id") + "/everyone");
        // Only its owner takes it back.
        post(ada, SHARE);
        assertThat(delete(bob).statusCode()).isEqualTo(204);
        assertThat(get(bob, path).statusCode()).isEqualTo(200);
        assertProblem(portal.send("DELETE", SHARE, null), 401);
    }

    /** The order of the log is what counts, whoever was answered first, and the same when the view is made anew from it. */
    @Test
    void theLogsOrderSaysWhoReadsABasketAlsoAfterAReplay() throws Exception {
        List<String> owners = List.of(portal.freshPerson(), portal.freshPerson(), portal.freshPerson());
        List<JsonObject> baskets = new ArrayList<>();
        for (String owner : owners) {
            baskets.add(json(put(owner, new JsonObject().put("ids", new JsonArray(List.of("a"))))));
        }
        post(owners.get(0), SHARE);
        delete(owners.get(0));
        post(owners.get(0), SHARE);
        post(owners.get(1), SHARE);
        delete(owners.get(1));
        List<CompletableFuture<HttpResponse<String>>> atOnce = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            atOnce.add(asked(i % 3 == 1 ? "DELETE" : "POST", owners.get(2)));
        }
        for (CompletableFuture<HttpResponse<String>> each : atOnce) {
            assertThat(each.get(60, TimeUnit.SECONDS).statusCode()).isIn(200, 204);
        }
        List<BasketReaders.Fact> last = new ArrayList<>();
        for (JsonObject basket : baskets) {
            List<BasketReaders.Fact> facts = facts(basket);
            last.add(facts.get(facts.size() - 1));
        }
        assertThat(last.subList(0, 2)).extracting(BasketReaders.Fact::shares).containsExactly(true, false);
        String bob = portal.freshPerson();
        assertRead(bob, baskets, last);

        portal.stop();
        try (Connection connection = ViewStore.open(portal.stack.postgresConfig("portal"));
                Statement statement = connection.createStatement()) {
            statement.execute("truncate applied, basket, basket_reader, team, member");
        }
        portal.start();
        assertRead(bob, baskets, last);
    }

    /** What the view does not show yet would else outlive the answer that nothing is shared. */
    @Test
    void thatNothingIsSharedIsNotSaidByAViewThatIsBehind() throws Exception {
        String ada = portal.freshPerson();
        JsonObject mine = json(put(ada, new JsonObject().put("ids", new JsonArray(List.of("a")))));
        try (Connection connection = ViewStore.open(portal.stack.postgresConfig("portal"));
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            // Nothing is folded meanwhile, and everything is read.
            statement.execute("lock table basket_reader in share mode");
            CompletableFuture<HttpResponse<String>> shared = asked("POST", ada);
            Patience.until(
                    "it is on the log", TestPortal.PATIENCE, () -> !facts(mine).isEmpty());
            assertProblem(delete(ada), 503);
            assertProblem(shared.get(60, TimeUnit.SECONDS), 503);
            connection.rollback();
        }
        assertThat(delete(ada).statusCode()).isEqualTo(204);
        assertProblem(get(portal.freshPerson(), "/api/baskets/" + mine.getString("id")), 404);
        assertThat(facts(mine)).extracting(BasketReaders.Fact::shares).containsExactly(true, false);
    }

    private static void assertRead(String person, List<JsonObject> baskets, List<BasketReaders.Fact> last)
            throws Exception {
        for (int i = 0; i < baskets.size(); i++) {
            int status = last.get(i).shares() ? 200 : 404;
            assertThat(get(person, "/api/baskets/" + baskets.get(i).getString("id"))
                            .statusCode())
                    .as("basket %s", i)
                    .isEqualTo(status);
        }
    }

    private static List<BasketReaders.Fact> facts(JsonObject basket) {
        return BasketReaders.of(portal.stack.kafkaConfig("portal"), basket.getString("id"));
    }

    private static CompletableFuture<HttpResponse<String>> asked(String method, String person) {
        return portal.http.sendAsync(
                portal.request(method, SHARE, null, "Authorization", "Bearer " + portal.token(person, "user")),
                HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> delete(String person) throws Exception {
        return portal.send("DELETE", SHARE, null, "Authorization", "Bearer " + portal.token(person, "user"));
    }

    private static JsonObject json(HttpResponse<String> response) {
        return new JsonObject(response.body());
    }

    private static HttpResponse<String> get(String person, String path) throws Exception {
        return portal.send("GET", path, null, "Authorization", "Bearer " + portal.token(person, "user"));
    }

    private static HttpResponse<String> post(String person, String path) throws Exception {
        return portal.send("POST", path, "", "Authorization", "Bearer " + portal.token(person, "user"));
    }

    private static HttpResponse<String> put(String person, JsonObject body) throws Exception {
        return portal.send(
                "PUT", "/api/basket", body.encode(), "Authorization", "Bearer " + portal.token(person, "user"));
    }
}
