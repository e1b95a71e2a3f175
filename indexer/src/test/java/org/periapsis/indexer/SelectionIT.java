package org.periapsis.indexer;

import static java.net.URLEncoder.encode;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.periapsis.indexer.TestStack.eventually;
import static org.periapsis.indexer.TestStack.ids;
import static org.periapsis.indexer.TestStack.json;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.embedded.EventLoopWatch;
import org.periapsis.events.DataRights;
import org.periapsis.events.ProductIngested;
import org.periapsis.events.ReplicaAdded;
import org.periapsis.events.ReplicaLost;
import org.periapsis.events.door.Numbers;

/** What a selection amounts to, what came from a product, and what sites hold of each collection. */
class SelectionIT {
    @TempDir
    static Path directory;

    private static TestStack stack;

    @BeforeAll
    static void start() throws Exception {
        stack = new TestStack(directory);
        stack.startReady();
    }

    @AfterAll
    static void stop() throws Exception {
        stack.stop();
        stack.close();
    }

    @Test
    void findsWhatWasMadeFromAProductAndNamesNoInputThatTheCallerMayNotSee() throws Exception {
        String input = "ivo://esa/made?in";
        String output = "ivo://esa/made?out";
        stack.write("esac", input, Samples.ingested(input, 20, 20));
        String last = stack.write(
                "jive",
                output,
                Samples.ingested(Samples.obscore(output, 20, 20).build())
                        .setProvenance(Samples.provenance(List.of(input, "ivo://esa/made?secret")))
                        .build());
        eventually(() -> stack.get("/products/" + encode(input, UTF_8)).statusCode() == 200);
        assertThat(ids(stack.get("/products?input=" + encode(input, UTF_8), "Periapsis-Position", last)))
                .containsExactly(output);
        assertThat(ids(stack.get("/products?input=ivo%3A%2F%2Fesa%2Fnone"))).isEmpty();
        JsonObject provenance =
                json(stack.get("/products/" + encode(output, UTF_8))).getJsonObject("provenance");
        assertThat(provenance.getString("job_id")).isEqualTo(Samples.JOB.toString());
        assertThat(provenance.getString("datalab")).isEqualTo("statistics");
        assertThat(provenance.getString("version")).isEqualTo("1");
        assertThat(provenance.getJsonArray("inputs")).containsExactly(input);
        assertThat(provenance.getInteger("input_count")).isEqualTo(2);
    }

    @Test
    void anAnswerEndsWithItsBytesAndTheRestIsOnTheNextPages() throws Exception {
        List<String> ids = IntStream.range(0, 60)
                .mapToObj(i -> String.format("ivo://esa/big?%02d", i))
                .toList();
        String position = "";
        for (String id : ids) {
            stack.write(
                    "esac",
                    id,
                    Samples.ingested(Samples.obscore(id, 1, 1)
                                    .setObsCollection("big")
                                    .setSRegion("CIRCLE ICRS 1 1 0.1" + "0".repeat(300_000))
                                    .build())
                            .build());
            position = stack.write("esac", id, Samples.replica(id, "esac"));
        }
        for (String sort : List.of("obs_publisher_did", "t_min", "-t_min")) {
            List<String> found = new ArrayList<>();
            String next = "";
            int pages = 0;
            do {
                HttpResponse<String> page = stack.get(
                        "/products?obs_collection=big&limit=1000&sort=" + sort + next, "Periapsis-Position", position);
                found.addAll(ids(page));
                assertThat(page.body()).hasSizeLessThan(5 << 20);
                String after = json(page).getString("next");
                next = after == null ? "" : "&after=" + encode(after, UTF_8);
                pages++;
            } while (!next.isEmpty());
            assertThat(found).as(sort).containsExactlyInAnyOrderElementsOf(ids);
            assertThat(pages).as(sort).isGreaterThan(3);
        }
        String service = "Bearer " + stack.token("session-manager", List.of("service"), List.of());
        HttpResponse<String> listed = stack.post(
                "/products/resolve", new JsonObject().put("ids", new JsonArray(ids)), "Authorization", service);
        assertThat(listed.statusCode()).isEqualTo(413);
        assertThat(json(listed).getString("field")).isEqualTo("ids");
        HttpResponse<String> some = stack.post(
                "/products/resolve",
                new JsonObject().put("ids", new JsonArray(ids.subList(0, 50))),
                "Authorization",
                service);
        assertThat(some.statusCode()).as(some.body()).isEqualTo(200);
        assertThat(json(some).getJsonArray("entries")).hasSize(50);
    }

    @Test
    void sumsListedProductsAndSaysWhichAreGoneForThisCaller() throws Exception {
        String here = "ivo://esa/sum?here";
        String both = "ivo://esa/sum?both";
        String mine = "ivo://esa/sum?mine";
        String back = "ivo://esa/sum?back";
        stack.write("esac", here, Samples.ingested(here, 1, 1));
        stack.write("esac", both, Samples.ingested(both, 1, 1));
        stack.write("esac", back, Samples.ingested(back, 1, 1));
        stack.write("esac", back, Samples.withdrawn(back, 2));
        stack.write(
                "esac",
                mine,
                Samples.ingested(Samples.obscore(mine, 1, 1)
                                .setDataRights(DataRights.PROPRIETARY)
                                .build())
                        .setOwner(Samples.owner("ada"))
                        .build());
        stack.write("esac", here, Samples.replica(here, "esac"));
        stack.write("esac", both, Samples.replica(both, "esac"));
        stack.write("jive", both, Samples.replica(both, "jive"));
        eventually(() -> sum(List.of(here, both)).getJsonArray("sites").size() >= 2
                && site(sum(List.of(here, both)), "jive").getInteger("products") == 1
                && site(sum(List.of(here, both)), "esac").getInteger("products") == 2);
        eventually(() -> stack.get("/products/" + encode(back, UTF_8)).statusCode() == 410);

        JsonObject summary = sum(List.of(here, both, mine, back, "ivo://esa/sum?never", both));
        assertThat(summary.getInteger("count")).isEqualTo(2);
        assertThat(summary.getLong("bytes")).isEqualTo(5760);
        assertThat(summary.getBoolean("exact")).isTrue();
        assertThat(site(summary, "jive"))
                .isEqualTo(new JsonObject()
                        .put("site", "jive")
                        .put("products", 1)
                        .put("local_bytes", 2880)
                        .put("missing_bytes", 2880));
        assertThat(site(summary, "esac").getLong("missing_bytes")).isZero();
        assertThat(summary.getJsonArray("gone")).containsExactlyInAnyOrder(mine, back, "ivo://esa/sum?never");
        assertThat(summary.getInteger("gone_count")).isEqualTo(3);

        JsonObject own = new JsonObject(stack.post(
                        "/products/summary",
                        new JsonObject().put("ids", new JsonArray(List.of(here, mine))),
                        "Authorization",
                        stack.bearer("ada", List.of("user"), List.of()))
                .body());
        assertThat(own.getInteger("count")).isEqualTo(2);
        assertThat(own.getJsonArray("gone")).isEmpty();
    }

    @Test
    void anIdWithAStrayPercentSignFromBeforeIsFound() throws Exception {
        String id = "ivo://esa/old?50%zz+a";
        stack.write("esac", id, Samples.ingested(id, 1, 1));
        eventually(() -> stack.get("/products/" + encode(id, UTF_8)).statusCode() == 200);
        assertThat(ids(stack.get("/products?obs_publisher_did=" + encode(id, UTF_8))))
                .containsExactly(id);
        assertThat(ids(stack.get("/products?input=" + encode(id, UTF_8)))).isEmpty();
    }

    @Test
    void sumsOfTheLargestSizesStayWithinWhatJsonTakes() throws Exception {
        List<String> ids =
                IntStream.range(0, 12).mapToObj(i -> "ivo://esa/large?" + i).toList();
        for (String id : ids) {
            ProductIngested product = Samples.ingested(
                            Samples.obscore(id, 1, 1).setObsCollection("large").build())
                    .setSize(Numbers.LARGEST_FILE)
                    .build();
            stack.write("esac", id, product);
            ReplicaAdded copy = ReplicaAdded.newBuilder(Samples.replica(id, "esac"))
                    .setSize(Numbers.LARGEST_FILE)
                    .build();
            stack.write("esac", id, copy);
        }
        eventually(() ->
                sum(ids).getInteger("count") == 12 && site(sum(ids), "esac").getInteger("products") == 12);
        assertThat(sum(ids).getLong("bytes")).isEqualTo(Numbers.LARGEST_SUM);
        assertThat(site(sum(ids), "esac").getLong("local_bytes")).isEqualTo(Numbers.LARGEST_SUM);
        assertThat(stack.get("/sites/holdings").statusCode()).isEqualTo(200);
    }

    @Test
    void sumsWhatAQueryFindsWhateverPageWasLookedAt() throws Exception {
        for (int i = 0; i < 3; i++) {
            String id = "ivo://esa/query?" + i;
            stack.write(
                    "esac",
                    id,
                    Samples.ingested(Samples.obscore(id, 5, 5)
                                    .setObsCollection("summed")
                                    .build())
                            .build());
        }
        eventually(() -> ask(new JsonObject().put("query", "obs_collection=summed&limit=1&facets=true"))
                        .getInteger("count")
                == 3);
    }

    @Test
    void refusesASelectionThatIsNoneAndNamesTheParameterOfABadQuery() throws Exception {
        assertBad(new JsonObject(), "ids");
        assertBad(new JsonObject().put("ids", new JsonArray(List.of("a"))).put("query", "q=m31"), "ids");
        assertBad(new JsonObject().put("query", "colour=red"), "colour");
        assertBad(new JsonObject().put("query", "ra=1&dec=2"), "radius");
        assertBad(new JsonObject().put("query", "q=%zz"), "query");
        List<String> tooMany =
                IntStream.rangeClosed(0, 10_000).mapToObj(Integer::toString).toList();
        assertThat(stack.post("/products/summary", new JsonObject().put("ids", new JsonArray(tooMany)))
                        .statusCode())
                .isEqualTo(400);
        JsonObject odd = ask(new JsonObject().put("ids", new JsonArray(List.of("'; drop table product; --"))));
        assertThat(odd.getJsonArray("gone")).hasSize(1);
    }

    @Test
    void countsCollectionsASiteHoldsWhicheverOfCopyAndProductIsSeenFirst() throws Exception {
        String early = "ivo://esa/part?copy-first";
        String late = "ivo://esa/part?product-first";
        stack.write("jive", early, Samples.replica(early, "jive"));
        stack.write("esac", late, collected(late, "parts"));
        eventually(() -> stack.get("/products/" + encode(late, UTF_8)).statusCode() == 200);
        stack.write("esac", early, collected(early, "parts"));
        stack.write("jive", late, Samples.replica(late, "jive"));
        eventually(() -> held("jive", "parts") == 2);
        stack.write("jive", late, new ReplicaLost(late, "jive", "disk"));
        eventually(() -> held("jive", "parts") == 1);
        stack.write(
                "esac", early, Samples.revised(early, 2, 1, "moved", early)); // of the collection "survey" from now on
        eventually(() -> held("jive", "parts") == 0);
        assertThat(held("jive", "survey")).isPositive();
    }

    private static org.periapsis.events.ProductIngested collected(String id, String collection) {
        return Samples.ingested(
                        Samples.obscore(id, 2, 2).setObsCollection(collection).build())
                .build();
    }

    private static long held(String site, String collection) throws Exception {
        for (Object each : new JsonArray(stack.get("/sites/holdings").body())) {
            JsonObject holding = (JsonObject) each;
            if (holding.getString("site").equals(site)) {
                Optional<JsonObject> found = holding.getJsonArray("collections").stream()
                        .map(JsonObject.class::cast)
                        .filter(of -> of.getString("obs_collection").equals(collection))
                        .findFirst();
                return found.map(of -> of.getLong("products")).orElse(0L);
            }
        }
        return 0;
    }

    private static JsonObject site(JsonObject summary, String site) {
        return summary.getJsonArray("sites").stream()
                .map(JsonObject.class::cast)
                .filter(each -> each.getString("site").equals(site))
                .findFirst()
                .orElseGet(() -> new JsonObject().put("products", 0));
    }

    private static JsonObject sum(List<String> ids) throws Exception {
        return ask(new JsonObject().put("ids", new JsonArray(ids)));
    }

    private static JsonObject ask(JsonObject selection) throws Exception {
        HttpResponse<String> answer = stack.post("/products/summary", selection);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer);
    }

    private static void assertBad(JsonObject selection, String field) throws Exception {
        HttpResponse<String> answer = stack.post("/products/summary", selection);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(json(answer).getString("field")).isEqualTo(field);
    }

    @Test
    void manyIdsAreNotReadOnAnEventLoop() throws Exception {
        String service = stack.bearer("agent", List.of("service"), List.of());
        List<String> ids = IntStream.range(0, 7_000)
                .mapToObj(number -> "ivo://esa/" + "x".repeat(1_000) + "?" + number)
                .toList();
        JsonObject many = new JsonObject().put("ids", new JsonArray(ids));
        try (EventLoopWatch watch = new EventLoopWatch("com.fasterxml.jackson", "io.vertx.json.schema")) {
            for (String path : List.of("/products/known", "/products/rights", "/products/summary")) {
                HttpResponse<String> answer = stack.post(path, many, "Authorization", service);
                assertThat(answer.statusCode()).as(path + answer.body()).isEqualTo(200);
            }
            assertThat(watch.heldUp()).isEmpty();
        }
    }
}
