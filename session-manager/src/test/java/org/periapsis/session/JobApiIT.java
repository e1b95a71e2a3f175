package org.periapsis.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.periapsis.session.ApiClient.ask;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.periapsis.events.DatalabDescriptor;
import org.periapsis.events.DatalabDrafted;
import org.periapsis.events.JobConcluded;
import org.periapsis.events.JobSubmitted;
import org.periapsis.events.Outcome;
import org.periapsis.events.Owner;
import org.periapsis.events.TransferCompleted;
import org.periapsis.events.topic.Topic;

/** Jobs, sites and datalabs as the log tells of them. */
@ExtendWith(OneApi.class)
class JobApiIT {
    private static ApiStack stack;
    private static ApiClient ada;

    @BeforeAll
    static void start(ApiStack shared) {
        stack = shared;
        ada = stack.client("ada", "m31", "user");
    }

    @Test
    void tellsOfAJobBySiteAndShard() throws Exception {
        ApiClient.Answer taken =
                ada.post("/jobs", ask("statistics", "ivo://a/esac?1", "ivo://a/esac?2", "ivo://a/jive?1"));
        assertThat(taken.status()).as(taken.text()).isEqualTo(202);
        UUID id = UUID.fromString(taken.json().getString("id"));
        assertThat(stack.log(Topic.REQUESTS))
                .anyMatch(event -> event instanceof JobSubmitted job
                        && job.getJobId().equals(id)
                        && job.getShards().size() == 2);
        assertThat(ada.get("/jobs/" + id + "/inputs").json().getJsonArray("ids"))
                .containsExactly("ivo://a/esac?1", "ivo://a/esac?2", "ivo://a/jive?1");
        Facts facts = Facts.job(id);
        String key = id.toString();
        stack.fact("scheduler", facts.placed("0", 1, "esac", 0, 2), key);
        String waiting = stack.fact("scheduler", facts.waiting(1), key);
        JsonObject job = ada.get("/jobs/" + id, waiting).json();
        assertThat(job.getString("state")).isEqualTo("RUNNING");
        assertThat(job.getJsonArray("shards")
                        .getJsonObject(1)
                        .getJsonObject("waiting")
                        .getString("reason"))
                .isEqualTo("NO_CAPACITY");
        JsonObject esac = job.getJsonArray("shards").getJsonObject(0);
        assertThat(esac.getString("state")).isEqualTo("RUNNING");
        assertThat(esac.getString("site")).isEqualTo("esac");
        assertThat(esac.getInteger("running")).isEqualTo(2);
        // No agent answers in this test: that its tasks are not known is said.
        assertThat(job.getJsonArray("unheard")).containsExactly("esac");
        stack.fact("scheduler", facts.placed("1", 2, "jive", 2, 1), key);
        stack.fact("scheduler", facts.runConcluded("0", 1, "esac", Outcome.SUCCEEDED, 2, 0), key);
        stack.fact("scheduler", facts.runConcluded("1", 2, "jive", Outcome.FAILED, 0, 1), key);
        String end = stack.fact(
                "scheduler", new JobConcluded(id, Facts.ADA, "m31", "hub", Outcome.FAILED, "1 task failed", 2, 1), key);
        JsonObject over = ada.get("/jobs/" + id, end).json();
        assertThat(over.getString("state")).isEqualTo("FAILED");
        assertThat(over.getInteger("tasks_succeeded")).isEqualTo(2);
        assertThat(over.getJsonArray("sites").size()).isEqualTo(2);
        JsonObject jive = over.getJsonArray("shards").getJsonObject(1);
        assertThat(jive.getInteger("placed")).isEqualTo(1);
        assertThat(jive.getInteger("failed")).isEqualTo(1);
        assertThat(jive.getString("state")).isEqualTo("FAILED");
        assertThat(over.getJsonArray("shards").getJsonObject(0).getInteger("done"))
                .isEqualTo(2);
        assertThat(over.getJsonArray("failures").getJsonObject(0).getString("reason"))
                .isEqualTo("exit code 1");
        assertThat(ada.get("/jobs/" + id + "/outputs").json().getString("products"))
                .isEqualTo("/products?job=" + id);
        assertThat(ada.get("/jobs").json().getJsonArray("items").stream()
                        .map(each -> ((JsonObject) each).getString("id")))
                .contains(id.toString());
    }

    @Test
    void showsSitesAndPreviewsInTermsOfShards() throws Exception {
        String position = stack.fact("agent-jive", Facts.offered("jive", "http://127.0.0.1:1/"), "jive");
        JsonObject sites = ada.get("/sites", position).json();
        JsonObject jive = sites.getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .filter(site -> site.getString("id").equals("jive"))
                .findFirst()
                .orElseThrow();
        assertThat(jive.getJsonObject("free").getDouble("cores")).isEqualTo(6.0);
        assertThat(jive.getJsonArray("datalabs").getJsonObject(0).getString("reason"))
                .isEqualTo("installing");
        JsonObject preview = ada.post("/placements/preview", ask("notebook", "ivo://a/esac?1"))
                .json();
        assertThat(preview.getJsonObject("asked")
                        .getJsonArray("shards")
                        .getJsonObject(0)
                        .getLong("bytes"))
                .isEqualTo(100);
        assertThat(preview.getInteger("products")).isEqualTo(1);
    }

    private static JsonObject draft(String id) {
        return new JsonObject()
                .put("id", id)
                .put("version", "1")
                .put("title", "A datalab")
                .put("summary", "")
                .put("kind", "BATCH")
                .put("command", new JsonArray().add("run"));
    }

    @Test
    void draftsADatalabOnceAndTellsTheLoser() throws Exception {
        JsonObject draft = draft("mine");
        assertThat(ada.post("/datalabs", draft).status()).isEqualTo(201);
        assertThat(ada.post("/datalabs", draft).status()).isEqualTo(201);
        ApiClient bob = stack.client("bob", "m31", "user");
        assertThat(bob.post("/datalabs", draft).status()).isEqualTo(409);
        assertThat(ada.post("/datalabs", draft.copy().put("title", "Another")).status())
                .isEqualTo(409);
        JsonObject build =
                new JsonObject().put("datalab_id", "mine").put("version", "1").put("source", "s3://b/k");
        assertThat(ada.post("/builds", build).status()).isEqualTo(202);
        assertThat(bob.post("/builds", build).status()).isEqualTo(403);
        // Whoever may not see a draft is told what they are told of one that there never was.
        ApiClient eve = stack.client("eve", "m87", "user");
        assertThat(eve.post("/builds", build).text().replace("mine", "none"))
                .isEqualTo(eve.post("/builds", build.copy().put("datalab_id", "none"))
                        .text());
    }

    @Test
    void aDatalabsNameIsWhoseDraftCameFirstWhateverItsVersion() throws Exception {
        ApiClient bob = stack.client("bob", "m31", "user");
        JsonObject draft = draft("named");
        assertThat(ada.post("/datalabs", draft).status()).isEqualTo(201);
        for (String id : List.of("named", "notebook")) {
            for (String version : List.of("1", "1.0.1")) {
                ApiClient.Answer taken =
                        bob.post("/datalabs", draft.copy().put("id", id).put("version", version));
                assertThat(taken.status()).isEqualTo(409);
                assertThat(taken.text()).contains("The name " + id + " is another's");
            }
        }
        assertThat(ada.post("/datalabs", draft.copy().put("version", "2")).status())
                .isEqualTo(201);
        // Two who draft at once, at two instances: the log's order decides, and the loser's is no version.
        DatalabDescriptor descriptor = stack.log(Topic.DATALABS).stream()
                .filter(event -> event instanceof DatalabDrafted ours
                        && ours.getDatalabId().equals("named"))
                .map(event -> ((DatalabDrafted) event).getDescriptor())
                .findFirst()
                .orElseThrow();
        Owner late = new Owner(Facts.ADA.getIssuer(), "bob");
        String position =
                stack.fact("session-manager", new DatalabDrafted("named", "3", late, "m31", descriptor), "named");
        JsonArray versions = ada.get("/datalabs/named", position).json().getJsonArray("versions");
        assertThat(versions.stream().map(each -> ((JsonObject) each).getString("version")))
                .containsExactlyInAnyOrder("1", "2");
    }

    @Test
    void addsUpBytesReadInPlaceAndMovedByHourAndCountsEachRunOnce() throws Exception {
        UUID id = ada.session("viewer", "ivo://a/esac?t");
        Facts facts = Facts.session(id);
        JsonObject before = traffic("jive", null);
        stack.fact("agent-jive", facts.started("0", 1, "jive"), id.toString());
        stack.fact("agent-jive", facts.started("0", 1, "jive"), id.toString());
        stack.fact("agent-jive", facts.exited("0", 1, "jive", Outcome.SUCCEEDED, 1, 0), id.toString());
        UUID transfer = UUID.randomUUID();
        TransferCompleted copied = new TransferCompleted(transfer, id, "esac", "jive", 1_000L, 2.0);
        stack.fact("ingest-jive", copied, transfer.toString());
        String last = stack.fact("ingest-jive", copied, transfer.toString());
        stack.fact("agent-jive", facts.started("0", 2, "jive"), id.toString());
        String other = stack.fact("agent-jive", facts.started("0", 2, "jive"), id.toString());
        JsonObject now = traffic("jive", last + "," + other);
        assertThat(now.getLong("in_place_bytes") - before.getLong("in_place_bytes"))
                .isEqualTo(400);
        assertThat(now.getLong("moved_bytes") - before.getLong("moved_bytes")).isEqualTo(1_200);
        assertThat(now.getLong("runs") - before.getLong("runs")).isEqualTo(2);
        assertThat(traffic("skao", null).getLong("runs")).isZero();
    }

    /** The sum over a day. */
    private static JsonObject traffic(String site, String position) throws Exception {
        JsonObject sum = new JsonObject()
                .put("in_place_bytes", 0L)
                .put("moved_bytes", 0L)
                .put("runs", 0L);
        JsonArray items =
                ada.get("/sites/traffic?site=" + site, position).json().getJsonArray("items");
        for (Object item : items) {
            assertThat(((JsonObject) item).getString("site")).isEqualTo(site);
            for (String field : sum.fieldNames().toArray(String[]::new)) {
                sum.put(field, sum.getLong(field) + ((JsonObject) item).getLong(field));
            }
        }
        return sum;
    }
}
