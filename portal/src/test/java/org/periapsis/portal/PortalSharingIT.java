package org.periapsis.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.periapsis.portal.PortalIT.assertProblem;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Baskets that are a query, what a basket amounts to, and baskets that others read. */
class PortalSharingIT {
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
        assertProblem(post(ada, "/api/basket/share"), 409);
        JsonObject mine = json(put(ada, new JsonObject().put("ids", new JsonArray(List.of("a", "b")))));
        String path = "/api/baskets/" + mine.getString("id");
        assertProblem(get(bob, path), 404);
        assertProblem(get(bob, path + "/summary"), 404);
        assertThat(get(ada, path).statusCode()).isEqualTo(200);

        JsonObject shared = json(post(ada, "/api/basket/share"));
        assertThat(shared)
                .isEqualTo(new JsonObject()
                        .put("id", mine.getString("id"))
                        .put("link", "/find?basket=" + mine.getString("id")));
        assertThat(json(post(ada, "/api/basket/share"))).isEqualTo(shared);
        assertThat(json(get(bob, path))).isEqualTo(mine.copy().put("owner_name", ada));
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
        post(ada, "/api/basket/share");
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
