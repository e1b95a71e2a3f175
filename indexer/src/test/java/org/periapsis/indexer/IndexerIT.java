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
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.periapsis.events.DataRights;
import org.periapsis.events.ReplicaLost;

/** What is on the log is in the view, as the log says and for whom it says. */
@ExtendWith(OneStack.class)
class IndexerIT {
    private static TestStack stack;

    @BeforeAll
    static void start(TestStack shared) {
        stack = shared;
    }

    @Test
    void findsAProductAsSoonAsItsPositionWasApplied() throws Exception {
        String id = "ivo://esa/fresh?1";
        String position = stack.write("esac", id, Samples.ingested(id, 201.0, 47.0));
        HttpResponse<String> found = stack.get("/products?ra=201&dec=47&radius=0.001", "Periapsis-Position", position);
        assertThat(ids(found)).containsExactly(id);
        assertThat(json(found).getJsonObject("total").getInteger("count")).isEqualTo(1);
        String replica = stack.write("jive", id, Samples.replica(id, "jive"));
        HttpResponse<String> detail = stack.get("/products/" + encode(id, UTF_8), "Periapsis-Position", replica);
        assertThat(json(detail).getJsonArray("sites")).containsExactly("jive");
        assertThat(json(detail).getJsonArray("files")).hasSize(1);
        eventually(() -> stack.log.indexed().stream().anyMatch(e -> e.subject().equals(id)));
    }

    /** What looks like JSON is a text like any other. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2022",
                "true",
                "null",
                "1e5",
                "\"x\"",
                "[1]",
                "{",
                "a&obs_collection=b",
                "100 % sky",
                "a+b",
                "x,y"
            })
    void findsACollectionWhateverItsNameLooksLike(String collection) throws Exception {
        String id = "ivo://esa/named?" + Integer.toHexString(collection.hashCode());
        String position = stack.write(
                "esac",
                id,
                Samples.ingested(Samples.obscore(id, 3, 3)
                                .setObsCollection(collection)
                                .build())
                        .build());
        stack.write("esac", id, Samples.replica(id, "esac"));
        HttpResponse<String> found =
                stack.get("/products?obs_collection=" + encode(collection, UTF_8), "Periapsis-Position", position);
        assertThat(found.statusCode()).as(found.body()).isEqualTo(200);
        assertThat(ids(found)).containsExactly(id);
    }

    @Test
    void showsProprietaryProductsToTheirOwnOnlyAndCountsThemForNobodyElse() throws Exception {
        String mine = "ivo://esa/rights?mine";
        String team = "ivo://esa/rights?team";
        String later = "ivo://esa/rights?released";
        String open = "ivo://esa/rights?open";
        String secure = "ivo://esa/rights?secure";
        stack.write(
                "esac",
                mine,
                Samples.ingested(Samples.obscore(mine, 1, 1)
                                .setObsCollection("rights")
                                .setDataRights(DataRights.PROPRIETARY)
                                .setObsReleaseDate(Samples.soon(86400))
                                .build())
                        .setOwner(Samples.owner("ada"))
                        .build());
        stack.write(
                "esac",
                team,
                Samples.ingested(Samples.obscore(team, 1, 1)
                                .setObsCollection("rights")
                                .setDataRights(DataRights.PROPRIETARY)
                                .build())
                        .setTeam("t-1")
                        .build());
        stack.write(
                "esac",
                later,
                Samples.ingested(Samples.obscore(later, 1, 1)
                                .setObsCollection("rights")
                                .setDataRights(DataRights.PROPRIETARY)
                                .setObsReleaseDate(Samples.soon(-60))
                                .build())
                        .build());
        stack.write(
                "esac",
                secure,
                Samples.ingested(Samples.obscore(secure, 1, 1)
                                .setObsCollection("rights")
                                .setDataRights(DataRights.SECURE)
                                .build())
                        .build());
        stack.write(
                "esac",
                open,
                Samples.ingested(Samples.obscore(open, 1, 1)
                                .setObsCollection("rights")
                                .build())
                        .build());
        String operator = stack.bearer("root", List.of("operator"), List.of());
        eventually(() -> ids(stack.get("/products?obs_collection=rights", "Authorization", operator))
                        .size()
                == 5);

        for (String id : List.of(mine, later, open)) {
            stack.write("esac", id, Samples.replica(id, "esac"));
        }
        HttpResponse<String> anonymous = stack.get("/products?obs_collection=rights&facets=true");
        assertThat(ids(anonymous)).containsExactly(open, later);
        assertThat(json(anonymous).getJsonObject("total").getInteger("count")).isEqualTo(2);
        assertThat(json(anonymous).getJsonObject("facets").getJsonArray("obs_collection"))
                .containsExactly(new JsonObject().put("value", "rights").put("count", 2));
        assertThat(stack.get("/products/" + encode(mine, UTF_8)).statusCode()).isEqualTo(404);

        String ada = stack.bearer("ada", List.of("user"), List.of());
        assertThat(ids(stack.get("/products?obs_collection=rights", "Authorization", ada)))
                .containsExactly(mine, open, later, secure);
        assertThat(ids(stack.get("/products?owner=me", "Authorization", ada))).containsExactly(mine);
        String bob = stack.bearer("bob", List.of("user"), List.of("t-1"));
        assertThat(ids(stack.get("/products?obs_collection=rights", "Authorization", bob)))
                .containsExactly(open, later, secure, team);
        String archive = stack.bearer("esa", List.of("archive:esa"), List.of());
        assertThat(ids(stack.get("/products?obs_collection=rights", "Authorization", archive)))
                .hasSize(5);

        JsonObject selection = new JsonObject()
                .put("ids", new JsonArray(List.of(mine, team, open, "ivo://esa/rights?never")))
                .put("caller", new JsonObject().put("issuer", TestStack.ISSUER).put("subject", "ada"));
        assertThat(stack.post("/products/resolve", selection, "Authorization", ada)
                        .statusCode())
                .isEqualTo(403);
        String service = stack.bearer("session-manager", List.of("service"), List.of());
        HttpResponse<String> answer = stack.post("/products/resolve", selection, "Authorization", service);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonObject resolved = json(answer);
        assertThat(resolved.getJsonArray("entries"))
                .extracting(e -> ((JsonObject) e).getString("id"))
                .containsExactly(mine, open);
        assertThat(resolved.getJsonArray("refused"))
                .containsExactly(
                        new JsonObject().put("id", team).put("reason", "unknown"),
                        new JsonObject().put("id", "ivo://esa/rights?never").put("reason", "unknown"));
        JsonObject byQuery = new JsonObject().put("query", "obs_collection=rights&sort=obs_publisher_did");
        assertThat(json(stack.post("/products/resolve", byQuery, "Authorization", service))
                        .getJsonArray("entries"))
                .extracting(e -> ((JsonObject) e).getString("id"))
                .containsExactly(open, later);
    }

    @Test
    void keepsTheFirstOfTwoRevisionsAndForgetsAWithdrawnProduct() throws Exception {
        String id = "ivo://esa/race?1";
        stack.write("esac", id, Samples.ingested(id, 10, 10));
        stack.write("esac", id, Samples.replica(id, "esac"));
        stack.write("esac", id, Samples.revised(id, 2, 1, "first", id));
        String last = stack.write("esac", id, Samples.revised(id, 2, 1, "second", id));
        String path = "/products/" + encode(id, UTF_8);
        JsonObject product = json(stack.get(path, "Periapsis-Position", last));
        assertThat(product.getString("obs_title")).isEqualTo("first");
        assertThat(product.getInteger("revision")).isEqualTo(2);
        eventually(() -> json(stack.get(path)).getJsonArray("sites").contains("esac"));

        String newBytes = stack.write("esac", id, Samples.revised(id, 3, 2, "third", "other bytes"));
        product = json(stack.get(path, "Periapsis-Position", newBytes));
        assertThat(product.getJsonArray("sites"))
                .as("the replica holds the old bytes")
                .isEmpty();

        String gone = stack.write("esac", id, Samples.withdrawn(id, 4));
        assertThat(stack.get(path, "Periapsis-Position", gone).statusCode()).isEqualTo(410);
        assertThat(ids(stack.get("/products?obs_publisher_did=" + encode(id, UTF_8))))
                .isEmpty();
        eventually(() ->
                stack.log.indexed().stream().filter(e -> e.subject().equals(id)).count() == 4);
        assertThat(stack.log.indexed().stream().filter(e -> e.subject().equals(id)))
                .extracting(e -> e.data().getRevision() + " "
                        + e.data().getObscore().getObsTitle() + " " + e.data().getWithdrawn())
                .containsExactly("1 null false", "2 first false", "3 third false", "4 third true");
    }

    @Test
    void tellsWhereAProductCameFromAndWhatCameFromIt() throws Exception {
        String input = "ivo://esa/chain?in";
        String output = "ivo://esa/chain?out";
        stack.write("esac", input, Samples.ingested(input, 20, 20));
        String last = stack.write(
                "jive",
                output,
                Samples.ingested(Samples.obscore(output, 20, 20).build())
                        .setProvenance(Samples.provenance(List.of(input, "ivo://esa/chain?secret")))
                        .build());
        assertThat(stack.get("/products/" + encode(output, UTF_8), "Periapsis-Position", last)
                        .statusCode())
                .isEqualTo(200);
        eventually(() -> stack.get("/products/" + encode(input, UTF_8)).statusCode() == 200);
        JsonObject made = json(stack.get("/products/" + encode(output, UTF_8)));
        assertThat(made.getJsonArray("came_from"))
                .containsExactly(
                        new JsonObject().put("obs_publisher_did", input).put("obs_collection", "survey"));
        JsonObject source = json(stack.get("/products/" + encode(input, UTF_8)));
        assertThat(source.getJsonArray("led_to"))
                .extracting(o -> ((JsonObject) o).getString("obs_publisher_did"))
                .containsExactly(output);
        assertThat(ids(stack.get("/products?job_id=" + Samples.JOB))).containsExactly(output);
    }

    @Test
    void countsWhatSitesHoldWithEachReplicaThatComesAndGoes() throws Exception {
        String id = "ivo://esa/held?1";
        stack.write("esac", id, Samples.ingested(id, 3, 3));
        eventually(() -> stack.get("/products/" + encode(id, UTF_8)).statusCode() == 200);
        Map<String, Long> before = holdings();
        stack.write("jive", id, Samples.replica(id, "jive"));
        stack.write("jive", id, Samples.replica(id, "jive"));
        eventually(() -> holdings().getOrDefault("jive", 0L) == before.getOrDefault("jive", 0L) + 2880);
        stack.write("jive", id, new ReplicaLost(id, "jive", "disk"));
        eventually(() -> holdings().getOrDefault("jive", 0L).equals(before.getOrDefault("jive", 0L)));
    }

    private static Map<String, Long> holdings() throws Exception {
        Map<String, Long> bytes = new java.util.HashMap<>();
        new JsonArray(stack.get("/sites/holdings").body())
                .forEach(s -> bytes.put(((JsonObject) s).getString("site"), ((JsonObject) s).getLong("bytes")));
        return bytes;
    }

    @Test
    void putsBadBytesAndDataThatPostgresqlRefusesAsideAndGoesOn() throws Exception {
        String topic = "esac.periapsis.products.v1";
        String poison = "ivo://esa/poison?1";
        String after = "ivo://esa/poison?2";
        stack.writeBytes(topic, "rubbish", new byte[] {1, 2, 3});
        stack.writeUnchecked(
                "esac",
                poison,
                Samples.ingested(Samples.obscore(poison, 1, 1)
                                .setObsTitle("a \1\1\1 that PostgreSQL cannot store")
                                .build())
                        .build());
        stack.write("esac", after, Samples.ingested(after, 30, 30));
        eventually(() -> stack.get("/products/" + encode(after, UTF_8)).statusCode() == 200);
        eventually(() -> stack.log.records(topic + ".indexer.dlq").size() == 2);
        assertThat(stack.log.records(topic + ".indexer.dlq"))
                .extracting(ConsumerRecord::key)
                .containsExactlyInAnyOrder("rubbish", poison);
    }
}
