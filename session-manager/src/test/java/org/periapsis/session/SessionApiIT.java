package org.periapsis.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.periapsis.session.ApiClient.ask;

import io.minio.GetObjectArgs;
import io.minio.MinioAsyncClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.periapsis.embedded.Cable;
import org.periapsis.embedded.Patience;
import org.periapsis.embedded.stack.S3Access;
import org.periapsis.events.DatalabDrafted;
import org.periapsis.events.Outcome;
import org.periapsis.events.RunWaiting;
import org.periapsis.events.SessionRequested;
import org.periapsis.events.SiteLost;
import org.periapsis.events.SiteOffered;
import org.periapsis.events.SiteReturned;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.manifest.ManifestEntry;

/** Sessions as people ask for them and the log tells of them. */
@ExtendWith(OneApi.class)
class SessionApiIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static ApiStack stack;
    private static ApiClient ada;

    @BeforeAll
    static void start(ApiStack shared) {
        stack = shared;
        ada = stack.client("ada", "m31", "user");
    }

    private static JsonObject after(UUID id, String account, org.apache.avro.specific.SpecificRecord fact)
            throws Exception {
        String position = stack.fact(account, fact, id.toString());
        ApiClient.Answer answer = ada.get("/sessions/" + id, position);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    @Test
    void whoIsLetInFindsTheSessionInTheirList() throws Exception {
        UUID id = ada.session("notebook", "ivo://a/esac?1");
        ApiClient cy = stack.client("cy", "cy-alone", "user");
        assertThat(cy.get("/sessions").json().getJsonArray("items")).isEmpty();
        String position = ada.put("/sessions/" + id + "/people/cy").position();
        JsonArray found = cy.get("/sessions?live=true", position).json().getJsonArray("items");
        assertThat(found).hasSize(1);
        assertThat(found.getJsonObject(0).getString("id")).isEqualTo(id.toString());
        assertThat(found.getJsonObject(0).getBoolean("may_enter")).isTrue();
        after(id, "scheduler", Facts.session(id).placed("0", 1, "esac", 0, 2));
        ApiClient portal = stack.client("portal", "portal", "service");
        assertThat(portal.get("/runs/" + id + "/0").json().getInteger("put_outs"))
                .isZero();
        position = ada.delete("/sessions/" + id + "/people/cy").position();
        assertThat(portal.get("/runs/" + id + "/0", position).json().getInteger("put_outs"))
                .isEqualTo(1);
        assertThat(cy.get("/sessions", position).json().getJsonArray("items")).isEmpty();
        assertThat(cy.get("/sessions/" + id).status()).isEqualTo(404);
        ada.delete("/sessions/" + id);
    }

    @Test
    void withoutItsDatabaseOrItsStoreItSaysSoAndAnswers503() throws Exception {
        try (Cable database = Cable.to(stack.stack.database().port());
                Cable objects = Cable.to(
                        stack.stack.s3Access("session-manager").endpoint().getPort())) {
            SessionApiApp second = stack.another(database.port(), objects.port());
            try {
                ApiClient eve = stack.client(second, "eve", "m31", "user");
                objects.pull();
                Patience.until("it is told", PATIENCE, () -> !answers(eve, "s3"));
                assertThat(eve.post("/sessions", ask("notebook", "ivo://a/esac?1"))
                                .status())
                        .isEqualTo(503);
                assertThat(eve.get("/sessions").status()).isEqualTo(200);
                objects.plug();
                Patience.until("it is told", PATIENCE, () -> answers(eve, "s3"));
                database.pull();
                Patience.until("it is told", PATIENCE, () -> !answers(eve, "postgres"));
                assertThat(eve.post("/sessions", ask("notebook", "ivo://a/esac?1"))
                                .status())
                        .isEqualTo(503);
                assertThat(eve.get("/sessions").status()).isEqualTo(503);
                assertThat(eve.get("/health/live").status()).isEqualTo(200);
                database.plug();
                Patience.until("it is told", PATIENCE, () -> answers(eve, "postgres"));
                assertThat(eve.get("/sessions").status()).isEqualTo(200);
            } finally {
                ApiStack.get(second.stop());
            }
        }
    }

    private static boolean answers(ApiClient client, String part) {
        try {
            return client.get("/health/ready")
                    .json()
                    .getJsonObject("checks")
                    .getJsonObject(part)
                    .getBoolean("up");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void keepsTheManifestSortedByShardUnderItsHash() throws Exception {
        UUID id = ada.session("notebook", "ivo://a/jive?1", "ivo://a/esac?2", "ivo://a/esac?1");
        SessionRequested event = stack.log(Topic.REQUESTS).stream()
                .filter(SessionRequested.class::isInstance)
                .map(SessionRequested.class::cast)
                .filter(each -> each.getSessionId().equals(id))
                .findFirst()
                .orElseThrow();
        assertThat(event.getShards())
                .extracting(
                        shard -> shard.getHolders() + " " + shard.getEntries().getFirst() + "+"
                                + shard.getEntries().getCount() + " " + shard.getBytes())
                .containsExactly("[esac] 0+2 200", "[jive] 2+1 100");
        S3Access s3 = stack.stack.s3Access("agent-esac");
        MinioAsyncClient client = MinioAsyncClient.builder()
                .endpoint(s3.endpoint().toString())
                .region(s3.region())
                .credentials(s3.identity(), s3.secret())
                .build();
        String sha256 = event.getManifest().getSha256();
        byte[] document;
        try (client;
                var object = client.getObject(GetObjectArgs.builder()
                                .bucket("hub-manifests")
                                .object(sha256 + ".ndjson")
                                .build())
                        .get(ApiStack.SECONDS, TimeUnit.SECONDS)) {
            document = object.readAllBytes();
        }
        assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(document)))
                .isEqualTo(sha256);
        assertThat(new String(document, StandardCharsets.UTF_8).lines())
                .map(line -> ManifestEntry.ofLine(line).productId())
                .containsExactly("ivo://a/esac?1", "ivo://a/esac?2", "ivo://a/jive?1");
        JsonObject caller = stack.resolved.get(stack.resolved.size() - 1).getJsonObject("caller");
        assertThat(caller.getString("subject")).isEqualTo("ada");
        assertThat(caller.getJsonArray("teams")).containsExactly("m31");
    }

    @Test
    void aTextThatPostgresqlRefusesStopsNobody() throws Exception {
        UUID bad = ada.session("notebook", "ivo://a/esac?1");
        UUID good = ada.session("notebook", "ivo://a/esac?1");
        RunWaiting hostile = RunWaiting.newBuilder(Facts.session(bad).waiting(null))
                .setMessage("a \0 that PostgreSQL cannot store")
                .build();
        stack.fact("scheduler", hostile, bad.toString());
        assertThat(after(good, "scheduler", Facts.session(good).waiting(null)).getString("state"))
                .isEqualTo("WAITING");
        assertThat(after(bad, "scheduler", Facts.session(bad).waiting(null)).getString("state"))
                .as("poison keeps nothing else of its session back")
                .isEqualTo("WAITING");
    }

    @Test
    void followsASessionThroughItsStates() throws Exception {
        UUID id = ada.session("notebook", "ivo://a/esac?1", "ivo://a/jive?1");
        Facts facts = Facts.session(id);
        Instant until = Instant.now().plusSeconds(3600).truncatedTo(ChronoUnit.MILLIS);
        JsonObject waiting = after(id, "scheduler", facts.waiting(null));
        assertThat(waiting.getString("state")).isEqualTo("WAITING");
        assertThat(waiting.getJsonObject("waiting").getString("message")).isEqualTo("every site is full");
        JsonObject placed = after(id, "scheduler", facts.placed("0", 1, "esac", 0, 2));
        assertThat(placed.getString("state")).isEqualTo("PLACED");
        assertThat(placed.getJsonArray("scores")).hasSize(2);
        assertThat(after(id, "agent-esac", facts.accepted("0", 1, "esac")).getString("state"))
                .isEqualTo("PLACED");
        JsonObject staging = after(id, "agent-esac", facts.staging("0", 1, "esac", 40));
        assertThat(staging.getString("state")).isEqualTo("STAGING");
        assertThat(staging.getJsonObject("staging").getLong("bytes_done")).isEqualTo(40);
        assertThat(staging.getJsonObject("staging").getDouble("expected_s")).isEqualTo(1.2);
        JsonObject starting = after(id, "agent-esac", facts.started("0", 1, "esac"));
        assertThat(starting.getString("state")).isEqualTo("STARTING");
        assertThat(starting.getLong("local_bytes")).isEqualTo(200);
        assertThat(starting.getLong("moved_bytes")).isEqualTo(100);
        JsonObject ready = after(id, "agent-esac", facts.ready("0", 1, "esac", until));
        assertThat(ready.getString("state")).isEqualTo("READY");
        assertThat(ready.getString("url")).isEqualTo("/sessions/" + id + "/");
        assertThat(ready.getString("expires_at")).isEqualTo(until.toString());

        ApiClient.Answer renewed = ada.post("/sessions/" + id + "/renew", new JsonObject().put("extend_s", 60));
        assertThat(ada.get("/sessions/" + id, renewed.position()).json().getString("expires_at"))
                .isEqualTo(until.plusSeconds(60).toString());
        SiteOffered offer = SiteOffered.newBuilder(Facts.offered("esac", "http://127.0.0.1:1/"))
                .setKeepsS(900L)
                .build();
        Instant offered = Instant.now();
        ada.get("/sessions/" + id, stack.fact("agent-esac", offer, "esac"));
        JsonObject lost = told(id, new SiteLost("esac", "hub", "esac-1", 10));
        assertThat(lost.getString("state")).isEqualTo("UNREACHABLE");
        assertThat(Instant.parse(lost.getString("kept_until")))
                .as("its end there, which the page counts down to")
                .isBetween(offered.plusSeconds(899), Instant.now().plusSeconds(900));
        JsonObject back = told(id, new SiteReturned("esac", "hub", "esac-1"));
        assertThat(back.getString("state")).isEqualTo("READY");
        assertThat(back.containsKey("kept_until")).isFalse();

        ApiClient.Answer stopped = ada.delete("/sessions/" + id);
        assertThat(stopped.status()).isEqualTo(202);
        assertThat(ada.get("/sessions/" + id, stopped.position()).json().getString("state"))
                .isEqualTo("STOPPING");
        after(id, "agent-esac", facts.exited("0", 1, "esac", Outcome.STOPPED, 0, 0));
        JsonObject over = after(id, "scheduler", facts.concluded(Outcome.STOPPED));
        assertThat(over.getString("state")).isEqualTo("STOPPED");
        assertThat(over.getJsonObject("times").fieldNames())
                .contains("REQUESTED", "PLACED", "STAGING", "STARTING", "READY", "STOPPING", "STOPPED");
        assertThat(ada.delete("/sessions/" + id).status()).isEqualTo(204);

        JsonArray first = timeline(id, "?limit=6");
        assertThat(first.getJsonObject(0).getString("type")).isEqualTo("SessionRequested");
        assertThat(types(timeline(id, "?limit=100")))
                .contains("RunWaiting", "RunPlaced", "RunReady", "SessionRenewalRequested", "SessionConcluded")
                .doesNotContain("RunStaging");
        JsonObject page = ada.get("/sessions/" + id + "/events?limit=6").json();
        JsonArray rest = timeline(id, "?limit=100&after=" + page.getString("next"));
        assertThat(types(first)).hasSize(6);
        assertThat(types(first).size() + types(rest).size())
                .isEqualTo(types(timeline(id, "?limit=100")).size());
    }

    private static JsonObject told(UUID id, org.apache.avro.specific.SpecificRecord fact) throws Exception {
        String position = stack.fact("scheduler", fact, "esac");
        return ada.get("/sessions/" + id, position).json();
    }

    private static JsonArray timeline(UUID id, String query) throws Exception {
        return ada.get("/sessions/" + id + "/events" + query).json().getJsonArray("items");
    }

    private static List<String> types(JsonArray lines) {
        return lines.stream().map(line -> ((JsonObject) line).getString("type")).toList();
    }

    @Test
    void takesAKeyOnceHoweverOftenAndHoweverManyAtOnce() throws Exception {
        String key = UUID.randomUUID().toString();
        List<CompletableFuture<ApiClient.Answer>> atOnce = IntStream.range(0, 8)
                .mapToObj(i -> ada.send("POST", "/sessions", ask("notebook", "ivo://a/esac?k"), "Idempotency-Key", key))
                .toList();
        List<ApiClient.Answer> answers =
                atOnce.stream().map(CompletableFuture::join).distinct().toList();
        assertThat(answers).hasSize(1);
        assertThat(answers.get(0).status()).isEqualTo(202);
        assertThat(ada.post("/sessions", ask("notebook", "ivo://a/esac?k"), "Idempotency-Key", key))
                .isEqualTo(answers.get(0));
        assertThat(ada.post("/sessions", ask("notebook", "ivo://a/esac?other"), "Idempotency-Key", key)
                        .status())
                .isEqualTo(422);
        String id = answers.get(0).json().getString("id");
        assertThat(stack.log(Topic.REQUESTS))
                .filteredOn(event -> event instanceof SessionRequested asked
                        && asked.getSessionId().toString().equals(id))
                .hasSize(1);
    }

    @Test
    void namesProductsThatThePersonMayNotComputeOn() throws Exception {
        ApiClient.Answer answer = ada.post("/sessions", ask("notebook", "ivo://a/esac?1", "ivo://a/esac?secret"));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().getString("detail")).contains("ivo://a/esac?secret", "unknown");
    }

    @Test
    void namesInputsToThoseOfTheTeamWhoMayKnowOfThem() throws Exception {
        ApiClient.Answer taken = ada.post("/jobs", ask("statistics", "ivo://a/esac?mine", "ivo://a/esac?open"));
        assertThat(taken.status()).as(taken.text()).isEqualTo(202);
        String inputs = "/jobs/" + taken.json().getString("id") + "/inputs";
        assertThat(ada.get(inputs).json().getJsonArray("ids"))
                .containsExactly("ivo://a/esac?mine", "ivo://a/esac?open");
        JsonObject colleague = stack.client("cy", "m31", "user").get(inputs).json();
        assertThat(colleague.getJsonArray("ids")).containsExactly("ivo://a/esac?open");
        assertThat(colleague.getInteger("count")).isEqualTo(2);
        assertThat(colleague.getInteger("withheld")).isEqualTo(1);
    }

    @Test
    void pagesThroughSessionsNewestFirst() throws Exception {
        ApiClient eve = stack.client("eve", "m87", "user");
        for (int i = 0; i < 5; i++) {
            assertThat(eve.post("/sessions", ask("viewer", "ivo://a/esac?" + i)).status())
                    .isEqualTo(202);
        }
        JsonObject first = eve.get("/sessions?limit=3").json();
        JsonObject second =
                eve.get("/sessions?limit=3&after=" + first.getString("next")).json();
        assertThat(first.getJsonArray("items")).hasSize(3);
        assertThat(second.getJsonArray("items")).hasSize(2);
        assertThat(second.getString("next")).isNull();
        assertThat(ada.get("/sessions/"
                                + second.getJsonArray("items").getJsonObject(0).getString("id"))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void comesToTheSameViewWhenItIsDroppedAndReadAgainAndShipsItsDatalabsOnce() throws Exception {
        UUID id = ada.session("viewer", "ivo://a/esac?r");
        Facts facts = Facts.session(id);
        after(id, "scheduler", facts.placed("0", 1, "esac", 0, 1));
        after(id, "agent-esac", facts.ready("0", 1, "esac", Instant.now().plus(Duration.ofHours(1))));
        List<org.apache.avro.specific.SpecificRecord> datalabs = stack.log(Topic.DATALABS);
        assertThat(datalabs)
                .filteredOn(event -> event instanceof DatalabDrafted drafted
                        && drafted.getDatalabId().equals("notebook"))
                .hasSize(1);
        stack.stop();
        Map<String, List<String>> before = stack.rows();
        assertThat(before.get("entity")).isNotEmpty();
        stack.drop();
        stack.start();
        ada = stack.client("ada", "m31", "user");
        Instant deadline = Instant.now().plusSeconds(ApiStack.SECONDS);
        while (!stack.rows().equals(before) && Instant.now().isBefore(deadline)) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        assertThat(stack.rows()).isEqualTo(before);
        assertThat(stack.log(Topic.DATALABS)).isEqualTo(datalabs);
    }
}
