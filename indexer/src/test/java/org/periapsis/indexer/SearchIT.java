package org.periapsis.indexer;

import static java.net.URLEncoder.encode;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.periapsis.indexer.TestStack.eventually;
import static org.periapsis.indexer.TestStack.ids;
import static org.periapsis.indexer.TestStack.json;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.periapsis.embedded.Hostile;

/** Searches by place, words and terms, page by page, and whatever else is asked. */
@ExtendWith(OneStack.class)
class SearchIT {
    private static TestStack stack;

    @BeforeAll
    static void start(TestStack shared) {
        stack = shared;
    }

    @Test
    void whateverIsSearchedForIsAnsweredAndOrdinarySearchesPass() throws Exception {
        List<String> failures = new ArrayList<>();
        String token = stack.bearer("eve", List.of("user"), List.of());
        Hostile hostile = new Hostile(20261130);
        for (String text : Hostile.texts()) {
            String value = Hostile.percent(text);
            String cursor =
                    java.util.Base64.getUrlEncoder().encodeToString(("obs_publisher_did 0 " + text).getBytes(UTF_8));
            for (String path : List.of(
                    "/products?q=" + value,
                    "/products?after=" + value,
                    "/products?after=" + cursor,
                    "/products?target_name=" + value + "&obs_collection=" + value,
                    "/products?t_min=" + value + "&em_max=" + value + "&ra=" + value,
                    "/products?intersects=" + value + "&limit=" + value,
                    "/products/" + value)) {
                expectAnswer(failures, path, stack.get(path));
            }
        }
        for (int i = 0; i < 60; i++) {
            String body = hostile.object(Map.of("ids", "[\"ivo://esa/x?1\"]"));
            expectAnswer(failures, body, stack.post("/products/summary", body, "Authorization", token));
            String query = hostile.object(Map.of("query", Hostile.quoted("q=" + Hostile.percent(hostile.text()))));
            expectAnswer(failures, query, stack.post("/products/summary", query, "Authorization", token));
        }
        assertThat(failures).isEmpty();
        String id = "ivo://esa/hostile?1";
        String position = stack.write("esac", id, Samples.ingested(id, 11.0, 12.0));
        assertThat(TestStack.ids(stack.get("/products?ra=11&dec=12&radius=0.001", "Periapsis-Position", position)))
                .containsExactly(id);
    }

    private static void expectAnswer(List<String> failures, String sent, HttpResponse<String> answer) {
        boolean said = answer.statusCode() != 400 || new JsonObject(answer.body()).getString("remedy") != null;
        if (answer.statusCode() >= 500 || !said) {
            String text = sent.substring(0, Math.min(300, sent.length()));
            failures.add(text + " -> " + answer.statusCode() + " " + answer.body());
        }
    }

    @Test
    void filtersSortsAndPagesEveryProductExactlyOnce() throws Exception {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            String id = "ivo://esa/pages?" + (char) ('a' + i);
            expected.add(id);
            stack.write(
                    "esac",
                    id,
                    Samples.ingested(Samples.obscore(id, 120 + i * 0.01, -30)
                                    .setObsCollection("pages")
                                    .setTargetName(i % 2 == 0 ? "M 31" : "NGC 1068")
                                    .setTMin(i % 5 == 0 ? null : 53000.0 + i)
                                    .setTMax(i % 5 == 0 ? null : 53000.5 + i)
                                    .setEmMin(5e-7)
                                    .setEmMax(6e-7)
                                    .setInstrumentName("ACS")
                                    .build())
                            .build());
        }
        eventually(
                () -> ids(stack.get("/products?obs_collection=pages&limit=100")).size() == 25);
        for (String sort : List.of("obs_publisher_did", "t_min", "-t_min", "distance")) {
            List<String> paged = new ArrayList<>();
            String url = "/products?obs_collection=pages&limit=4&ra=120&dec=-30&radius=5&sort=" + sort;
            JsonObject page = json(stack.get(url));
            while (true) {
                page.getJsonArray("products").forEach(p -> paged.add(((JsonObject) p).getString("obs_publisher_did")));
                if (!page.containsKey("next")) {
                    break;
                }
                page = json(stack.get(url + "&after=" + page.getString("next")));
            }
            assertThat(paged).as(sort).containsExactlyInAnyOrderElementsOf(expected);
            if (!sort.endsWith("t_min")) {
                assertThat(paged).as(sort).containsExactlyElementsOf(expected);
            }
        }
        String all = "/products?obs_collection=pages&limit=100&";
        assertThat(ids(stack.get(all + "q=m31"))).hasSize(13);
        assertThat(ids(stack.get(all + "q=NGC+10"))).hasSize(12);
        assertThat(ids(stack.get(all + "t_min=53023"))).containsExactly(expected.get(23), expected.get(24));
        assertThat(ids(stack.get(all + "t_min=2003-12-27&t_max=2003-12-31T12:00:00Z")))
                .hasSize(4);
        assertThat(ids(stack.get(all + "em_min=7e-7"))).isEmpty();
        assertThat(ids(stack.get(all + "em_min=5.5e-7&em_max=1e-3"))).hasSize(25);
        assertThat(ids(stack.get(all + "instrument_name=ACS&calib_level=2&calib_level=3")))
                .hasSize(25);
        assertThat(ids(stack.get(all + "box=119.995,120.035,-31,-29"))).hasSize(4);
        assertThat(ids(stack.get(all + "intersects=" + encode("CIRCLE 120 -30 0.005", UTF_8))))
                .hasSize(1);
        assertThat(ids(stack.get(all + "site=esac"))).isEmpty();
        assertThat(stack.send("HEAD", "/products?q=%2D").statusCode()).isEqualTo(400);
        assertThat(stack.send("HEAD", all).statusCode()).isEqualTo(200);
    }

    @Test
    void findsByWordsOfTheCollectionTheFilesNameTheObservationAndTheTitle() throws Exception {
        String id = "ivo://esa/Kelvin?wörter-jb8m10/u40x010hm_drz.fits";
        String position = stack.write(
                "esac",
                id,
                Samples.ingested(Samples.obscore(id, 77, -11)
                                .setObsCollection("Herschel PACS")
                                .setObsId("OBS-1342186132")
                                .setObsTitle("Dust around Fomalhaut")
                                .build())
                        .build());
        for (String words : List.of(
                "herschel",
                "pacs her",
                "HerschelPACS",
                "u40x010hm",
                "drz",
                "u40x010",
                "1342186132",
                "fomalhaut dust")) {
            HttpResponse<String> found =
                    stack.get("/products?q=" + encode(words, UTF_8), "Periapsis-Position", position);
            assertThat(ids(found)).as(words).containsExactly(id);
        }
        // What stands before the product's own part of its id is the archive's, and "schel" begins no word.
        for (String words : List.of("kelvin", "jb8m10", "schel", "herschel hst")) {
            assertThat(ids(stack.get("/products?q=" + encode(words, UTF_8))))
                    .as(words)
                    .isEmpty();
        }
    }

    @Test
    void findsAFootprintThatHoldsAPointFarFromItsCentreAndTheWholeSkyAlways() throws Exception {
        String wide = "ivo://esa/shape?wide";
        String sky = "ivo://esa/shape?sky";
        stack.write(
                "esac",
                wide,
                Samples.ingested(Samples.obscore(wide, 60, 60)
                                .setObsCollection("shape")
                                .setSRegion("POLYGON ICRS 50 58 70 58 70 62 50 62")
                                .build())
                        .build());
        stack.write(
                "esac",
                sky,
                Samples.ingested(Samples.obscore(sky, 0, 0)
                                .setObsCollection("shape")
                                .setSRegion("ALLSKY")
                                .build())
                        .build());
        eventually(() -> ids(stack.get("/products?obs_collection=shape")).size() == 2);
        String point = "/products?obs_collection=shape&intersects=";
        assertThat(ids(stack.get(point + encode("POINT 69 61", UTF_8)))).containsExactly(sky, wide);
        assertThat(ids(stack.get(point + encode("CIRCLE 10 -61 1", UTF_8)))).containsExactly(sky);
        assertThat(ids(stack.get("/products?obs_collection=shape&ra=69&dec=61&radius=1")))
                .isEmpty();
    }

    @Test
    void namesTheFieldAndTheRemedyOfABadParameter() throws Exception {
        for (String[] bad : new String[][] {
            {"?ra=1&dec=2", "radius"},
            {"?ra=1&dec=95&radius=1", "dec"},
            {"?limit=1001", "limit"},
            {"?limit=few", "limit"},
            {"?t_min=yesterday", "t_min"},
            {"?t_min=5&t_max=4", "t_max"},
            {"?intersects=ELLIPSE", "intersects"},
            {"?sort=distance", "sort"},
            {"?after=nonsense", "after"},
            {"?colour=red", "colour"},
            {"?job_id=7", "job_id"},
            {"?q=%2D%2D", "q"},
            {"?box=1,2,3", "box"},
            {"?calib_level=two", "calib_level"}
        }) {
            HttpResponse<String> answer = stack.get("/products" + bad[0]);
            assertThat(answer.statusCode()).as(bad[0]).isEqualTo(400);
            assertThat(json(answer).getString("field")).as(answer.body()).isEqualTo(bad[1]);
            assertThat(json(answer).getString("remedy")).as(bad[0]).isNotBlank();
        }
        assertThat(stack.get("/products?owner=me").statusCode()).isEqualTo(401);
        assertThat(stack.get("/products/nothing").statusCode()).isEqualTo(404);
    }
}
