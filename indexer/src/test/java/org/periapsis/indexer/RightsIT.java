package org.periapsis.indexer;

import static java.net.URLEncoder.encode;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.periapsis.indexer.CaseProducts.NEVER;
import static org.periapsis.indexer.CaseProducts.collection;
import static org.periapsis.indexer.CaseProducts.id;
import static org.periapsis.indexer.CaseProducts.site;
import static org.periapsis.indexer.TestStack.eventually;
import static org.periapsis.indexer.TestStack.ids;
import static org.periapsis.indexer.TestStack.json;

import io.vertx.core.http.HttpClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.kit.config.Secret;
import org.periapsis.kit.index.IndexedRights;
import org.periapsis.kit.rights.RightsCases;

/** Random products, and every kind of person: no path tells more than the table of docs/rights.md, or less. */
class RightsIT {
    private static final int COUNT = 96;

    @TempDir
    static Path directory;

    private static TestStack stack;

    private static CaseProducts cases;
    private static List<RightsCases.Product> products;

    @BeforeAll
    static void start() throws Exception {
        cases = new CaseProducts(COUNT, Instant.now());
        products = cases.all;
        stack = new TestStack(directory);
        stack.startReady();
        cases.write(stack);
        long there = products.stream().filter(p -> !p.rights().withdrawn()).count();
        String operator = Asking.of("an operator", stack, cases).bearer();
        eventually(() -> {
            JsonObject found = json(stack.get("/products?facets=true&limit=1", "Authorization", operator));
            long held = found.getJsonObject("facets").getJsonArray("site").stream()
                    .mapToLong(site -> ((JsonObject) site).getLong("count"))
                    .sum();
            return found.getJsonObject("total").getLong("count") == there && held == there;
        });
    }

    @AfterAll
    static void stop() throws Exception {
        stack.stop();
        stack.close();
    }

    private interface Check {
        void of(Asking asking) throws Exception;
    }

    private static void everybody(Check check) throws Exception {
        for (String who : RightsCases.viewers().keySet()) {
            check.of(Asking.of(who, stack, cases));
        }
    }

    @Test
    void searchesCountsAndFacets() throws Exception {
        everybody(asking -> {
            HttpResponse<String> found = asking.get("/products?limit=1000&facets=true");
            List<String> expected = asking.those(asking::reads);
            assertThat(ids(found)).as(asking.who()).containsExactlyElementsOf(expected);
            assertThat(json(found).getJsonObject("total").getInteger("count"))
                    .as(asking.who())
                    .isEqualTo(expected.size());
            assertThat(json(asking.get("/products?limit=1"))
                            .getJsonObject("total")
                            .getInteger("count"))
                    .isEqualTo(expected.size());
            JsonObject facets = json(found).getJsonObject("facets");
            assertThat(buckets(facets.getJsonArray("obs_collection")))
                    .as(asking.who())
                    .isEqualTo(counted(asking::reads, CaseProducts::collection));
            assertThat(buckets(facets.getJsonArray("site")))
                    .as(asking.who())
                    .isEqualTo(counted(asking::reads, CaseProducts::site));
        });
    }

    @Test
    void showsProductsAndWhatTheyCameFrom() throws Exception {
        everybody(asking -> {
            JsonObject never = problem(asking.get("/products/" + encode(NEVER, UTF_8)));
            for (RightsCases.Product product : products) {
                HttpResponse<String> answer = asking.get("/products/" + encode(id(product), UTF_8));
                String what = asking.who() + " of " + product;
                if (!asking.knows(product)) {
                    assertThat(problem(answer)).as(what).isEqualTo(never);
                    continue;
                }
                assertThat(answer.statusCode()).as(what).isEqualTo(asking.reads(product) ? 200 : 410);
                List<String> inputs = asking.those(p -> cases.inputs(product).contains(p) && asking.reads(p));
                if (asking.reads(product) && !cases.inputs(product).isEmpty()) {
                    JsonObject provenance = json(answer).getJsonObject("provenance");
                    assertThat(provenance.getJsonArray("inputs")).as(what).containsExactlyElementsOf(inputs);
                    assertThat(provenance.getInteger("input_count")).isEqualTo(2);
                }
                for (RightsCases.Product other : products) {
                    if (!asking.knows(other)) {
                        assertThat(answer.body()).as(what).doesNotContain(id(other));
                    }
                }
            }
        });
    }

    @Test
    void findsWhatWasMadeFromAnInputOnlyForWhoMayKnowOfTheInput() throws Exception {
        everybody(asking -> {
            for (RightsCases.Product input : products.subList(0, 40)) {
                List<String> made = asking.knows(input)
                        ? asking.those(p -> cases.inputs(p).contains(input) && asking.reads(p))
                        : List.of();
                assertThat(ids(asking.get("/products?input=" + encode(id(input), UTF_8))))
                        .as(asking.who() + " of " + input)
                        .containsExactlyElementsOf(made);
            }
        });
    }

    @Test
    void resolvesForARunWhatThePersonMayRead() throws Exception {
        String service = stack.bearer("session-manager", List.of("service"), List.of());
        everybody(asking -> {
            JsonObject caller = asking.viewer()
                    .person()
                    .map(person -> new JsonObject()
                            .put("issuer", person.issuer())
                            .put("subject", person.subject())
                            .put(
                                    "roles",
                                    new JsonArray(List.copyOf(asking.viewer().roles())))
                            .put(
                                    "teams",
                                    new JsonArray(List.copyOf(asking.viewer().teams()))))
                    .orElse(null);
            List<String> all = new ArrayList<>(asking.those(p -> true));
            all.add(NEVER);
            JsonObject body = new JsonObject().put("ids", new JsonArray(all));
            JsonObject byQuery = new JsonObject().put("query", "t_min=");
            if (caller != null) {
                body.put("caller", caller);
                byQuery.put("caller", caller);
            }
            JsonObject resolved = json(stack.post("/products/resolve", body, "Authorization", service));
            assertThat(named(resolved.getJsonArray("entries")))
                    .as(asking.who())
                    .containsExactlyElementsOf(asking.those(asking::reads));
            Map<String, String> refused = new TreeMap<>();
            resolved.getJsonArray("refused").stream()
                    .map(JsonObject.class::cast)
                    .forEach(each -> refused.put(each.getString("id"), each.getString("reason")));
            Map<String, String> expected = new TreeMap<>(Map.of(NEVER, "unknown"));
            products.stream()
                    .filter(p -> !asking.reads(p))
                    .forEach(p -> expected.put(id(p), asking.knows(p) ? "withdrawn" : "unknown"));
            assertThat(refused).as(asking.who()).isEqualTo(expected);
            assertThat(named(json(stack.post("/products/resolve", byQuery, "Authorization", service))
                            .getJsonArray("entries")))
                    .as(asking.who())
                    .containsExactlyElementsOf(asking.those(asking::reads));
        });
    }

    @Test
    void sumsSelections() throws Exception {
        everybody(asking -> {
            JsonObject body = new JsonObject().put("ids", new JsonArray(asking.those(p -> true)));
            JsonObject summary = json(asking.post("/products/summary", body));
            assertThat(summary.getInteger("count"))
                    .as(asking.who())
                    .isEqualTo(asking.those(asking::reads).size());
            assertThat(summary.getJsonArray("gone"))
                    .as(asking.who())
                    .containsExactlyElementsOf(asking.those(p -> !asking.reads(p)));
        });
    }

    @Test
    void countsWhatSitesHoldOfWhatTheCallerMayKnowOf() throws Exception {
        everybody(asking -> {
            Map<String, Map<String, Integer>> expected = new TreeMap<>();
            for (RightsCases.Product product : products) {
                if (asking.knows(product)) {
                    expected.computeIfAbsent(site(product), site -> new TreeMap<>())
                            .merge(collection(product), 1, Integer::sum);
                }
            }
            for (Object each : new JsonArray(asking.get("/sites/holdings").body())) {
                JsonObject site = (JsonObject) each;
                Map<String, Integer> collections = new TreeMap<>();
                for (Object of : site.getJsonArray("collections")) {
                    JsonObject collection = (JsonObject) of;
                    collections.put(collection.getString("obs_collection"), collection.getInteger("products"));
                    assertThat(collection.getLong("bytes")).isEqualTo(2880L * collection.getInteger("products"));
                }
                Map<String, Integer> wanted = expected.getOrDefault(site.getString("site"), Map.of());
                assertThat(collections).as(asking.who()).isEqualTo(wanted);
                int count = wanted.values().stream().mapToInt(Integer::intValue).sum();
                assertThat(site.getInteger("products")).as(asking.who()).isEqualTo(count);
                assertThat(site.getLong("bytes")).as(asking.who()).isEqualTo(2880L * count);
            }
        });
    }

    @Test
    void tellsWhichIdsTheCallerMayKnowOf() throws Exception {
        everybody(asking -> {
            List<String> all = new ArrayList<>(asking.those(p -> true));
            all.add(NEVER);
            JsonObject known = json(asking.post("/products/known", new JsonObject().put("ids", new JsonArray(all))));
            assertThat(known.getJsonArray("known"))
                    .as(asking.who())
                    .containsExactlyElementsOf(asking.those(asking::knows));
        });
    }

    @Test
    void tellsServicesAloneTheRightsThemselves() throws Exception {
        JsonObject body = new JsonObject()
                .put(
                        "ids",
                        new JsonArray(IntStream.range(0, COUNT)
                                .mapToObj(n -> id(products.get(n)))
                                .toList()));
        everybody(asking -> assertThat(asking.post("/products/rights", body).statusCode())
                .as(asking.who())
                .isIn(401, 403));
        String service = stack.bearer("notifier", List.of("service"), List.of());
        JsonArray told = json(stack.post("/products/rights", body, "Authorization", service))
                .getJsonArray("products");
        assertThat(told).hasSize(COUNT);
        for (int number = 0; number < COUNT; number++) {
            JsonObject json = told.getJsonObject(number);
            assertThat(json.getString("id")).isEqualTo(id(products.get(number)));
            assertThat(IndexedRights.rights(json))
                    .isEqualTo(products.get(number).rights());
        }
    }

    /** Who reads what was once written asks about whatever stands there: what no product is called is no outage. */
    @Test
    void whatIsNoIdIsLeftOutByWhoAsks() throws Exception {
        HttpClient client = stack.vertx.createHttpClient();
        String service = stack.token("notifier", List.of("service"), List.of());
        IndexedRights rights = new IndexedRights(stack.vertx, client, stack.uri(""), new Secret(service));
        String one = id(products.get(0));
        List<String> asked = List.of("ivo://a/" + "x".repeat(1_100), "", "a\u0000b", one);
        assertThat(rights.of(asked).toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS))
                .containsOnlyKeys(one);
    }

    @Test
    void aSitesAgentIsToldTheRightsOfWhatItNamesAndNothingElse() throws Exception {
        String agent = stack.bearer("agent-esac", List.of("site:esac"), List.of());
        String one = id(products.get(0));
        JsonObject named = new JsonObject().put("ids", new JsonArray().add(one));
        assertThat(json(stack.post("/products/rights", named, "Authorization", agent))
                        .getJsonArray("products"))
                .hasSize(1);
        for (String path : List.of(
                "/products",
                "/products?facets=true",
                "/products/" + java.net.URLEncoder.encode(one, java.nio.charset.StandardCharsets.UTF_8),
                "/sites/holdings")) {
            assertThat(stack.get(path, "Authorization", agent).statusCode())
                    .as(path)
                    .isEqualTo(403);
        }
        for (String path : List.of("/products/resolve", "/products/summary", "/products/known", "/rebuild")) {
            assertThat(stack.post(path, named, "Authorization", agent).statusCode())
                    .as(path)
                    .isEqualTo(403);
        }
    }

    private static Map<String, Integer> counted(
            Predicate<RightsCases.Product> which, Function<RightsCases.Product, String> by) {
        Map<String, Integer> counts = new TreeMap<>();
        products.stream().filter(which).forEach(product -> counts.merge(by.apply(product), 1, Integer::sum));
        return counts;
    }

    private static Map<String, Integer> buckets(JsonArray facet) {
        Map<String, Integer> counts = new TreeMap<>();
        if (facet != null) {
            facet.stream()
                    .map(JsonObject.class::cast)
                    .forEach(bucket -> counts.put(bucket.getString("value"), bucket.getInteger("count")));
        }
        return counts;
    }

    private static List<String> named(JsonArray entries) {
        return entries.stream()
                .map(entry -> ((JsonObject) entry).getString("id"))
                .toList();
    }

    /** A problem without what differs from request to request. */
    private static JsonObject problem(HttpResponse<String> answer) {
        JsonObject json = json(answer).put("status", answer.statusCode());
        json.remove("instance");
        return json;
    }
}
