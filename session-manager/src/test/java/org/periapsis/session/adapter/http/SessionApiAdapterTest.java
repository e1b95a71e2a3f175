package org.periapsis.session.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.periapsis.session.adapter.http.SessionApiStand.NOW;
import static org.periapsis.session.adapter.http.SessionApiStand.asked;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.periapsis.events.SessionRenewalRequested;
import org.periapsis.events.SessionRequested;
import org.periapsis.kit.observe.AuditLines;
import org.periapsis.session.ApiClient;
import org.periapsis.session.Facts;

/** What is asked of the API, and how it answers. */
class SessionApiAdapterTest {
    private SessionApiStand api;

    @BeforeEach
    void start() throws Exception {
        api = new SessionApiStand();
    }

    @AfterEach
    void stop() throws Exception {
        api.stop();
    }

    @Test
    void whileTheViewIsMadeAnewNothingIsToldToBeNowhere() throws Exception {
        api.whole = false;
        for (ApiClient.Answer answer :
                List.of(api.ada.get("/sessions/" + UUID.randomUUID()), api.ada.post("/jobs", asked("ivo://a?1")))) {
            assertThat(answer.status()).isEqualTo(503);
        }
        api.whole = true;
        assertThat(api.ada.get("/sessions/" + UUID.randomUUID()).status()).isEqualTo(404);
    }

    @Test
    void asksWhoeverIsNotSignedInToSignIn() throws Exception {
        for (String path : List.of("/sessions", "/jobs", "/sites", "/datalabs", "/nothing")) {
            ApiClient.Answer answer = api.nobody.get(path);
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.json().getString("remedy")).isNotBlank();
        }
        assertThat(api.nobody.get("/health/live").status()).isEqualTo(200);
        assertThat(api.nobody.get("/metrics").text()).contains(SessionApi.REQUESTS);
    }

    @Test
    void writesOneRequestWithDefaultsAndSaysWhereToLook() throws Exception {
        ApiClient.Answer answer = api.ada.post("/sessions", asked("ivo://a?2", "ivo://a?1"));
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.location()).isEqualTo("sessions/" + answer.json().getString("id"));
        assertThat(answer.position()).isEqualTo("periapsis.requests.v1:0:0");
        SessionRequested event = (SessionRequested) api.views.written().get(0).data();
        assertThat(event.getOwner()).isEqualTo(Facts.ADA);
        assertThat(event.getTeam()).isEqualTo("m31");
        assertThat(event.getDatalab().getVersion()).isEqualTo("1");
        assertThat(event.getLeaseS()).isEqualTo(8 * 3600);
        assertThat(event.getResources().getCores()).isEqualTo(1.0);
        assertThat(event.getShards()).hasSize(1);
        assertThat(api.ada
                        .get("/" + answer.location(), answer.position())
                        .json()
                        .getString("state"))
                .isEqualTo("REQUESTED");
    }

    @Test
    void repeatsTheAnswerToARepeatedKeyAndRefusesAnotherBodyUnderIt() throws Exception {
        ApiClient.Answer first = api.ada.post("/sessions", asked("ivo://a?1"), "Idempotency-Key", "k1");
        JsonObject reordered = new JsonObject()
                .put("ids", new JsonArray(List.of("ivo://a?1")))
                .put("datalab", new JsonObject().put("id", "notebook"));
        assertThat(api.ada.post("/sessions", reordered, "Idempotency-Key", "k1"))
                .isEqualTo(first);
        assertThat(api.views.written()).hasSize(1);
        ApiClient.Answer other = api.ada.post("/sessions", asked("ivo://a?9"), "Idempotency-Key", "k1");
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.field()).isEqualTo("Idempotency-Key");
        // Keys are a person's own.
        assertThat(api.bob
                        .post("/sessions", asked("ivo://a?9"), "Idempotency-Key", "k1")
                        .status())
                .isEqualTo(202);
    }

    @Test
    void aNumberHasOneSpellingAndAParameterOneValue() throws Exception {
        for (String limit : List.of("1e2", "1.0", "%201", "1%20", "%2B1", "+1", "1%0A", "0x1", "", "1&limit=2")) {
            ApiClient.Answer answer = api.ada.get("/sessions?limit=" + limit);
            assertThat(answer.status()).as(limit).isEqualTo(400);
            assertThat(answer.field()).isEqualTo("limit");
            assertThat(answer.json().getString("remedy")).isNotBlank();
        }
        assertThat(api.ada.get("/sessions?limit=2").status()).isEqualTo(200);
    }

    @Test
    void aPackedBodyIsNotTaken() throws Exception {
        ApiClient.Answer answer = api.ada.post("/sessions", asked("ivo://a?1"), "Content-Encoding", "gzip");
        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.field()).isEqualTo("Content-Encoding");
    }

    @Test
    void whatIsForOperatorsHasOneSpelling() throws Exception {
        for (String path : List.of("/x/../metrics", "/x/%2e%2e/health/live", "/%68ealth/ready")) {
            assertThat(api.nobody.get(path).status()).as(path).isNotEqualTo(200);
        }
    }

    @Test
    void namesTheFieldAtFault() throws Exception {
        assertThat(api.ada.post("/sessions", asked().put("lease_s", 1)).field()).isEqualTo("lease_s");
        assertThat(api.ada.post("/sessions", asked().put("lease_s", "long")).field())
                .isEqualTo("lease_s");
        assertThat(api.ada.post("/sessions", asked().put("products", 1)).field())
                .isEqualTo("products");
        assertThat(api.ada.post("/sessions", new JsonObject()).field()).isEqualTo("datalab");
        assertThat(api.ada
                        .post("/sessions", asked().put("resources", new JsonObject().put("cores", "two")))
                        .field())
                .isEqualTo("resources.cores");
        assertThat(api.ada
                        .post("/sessions", asked().put("resources", new JsonObject().put("cores", 0)))
                        .field())
                .isEqualTo("resources.cores");
        assertThat(api.ada.post("/sessions", asked().put("site", "atlantis")).field())
                .isEqualTo("site");
        assertThat(api.ada.post("/sessions", asked().put("team", "m87")).field())
                .isEqualTo("team");
        assertThat(api.ada.post("/jobs", asked("ivo://a?1")).field()).isEqualTo("datalab.id");
        JsonObject job = new JsonObject().put("datalab", new JsonObject().put("id", "statistics"));
        assertThat(api.ada.post("/jobs", job).field()).isEqualTo("ids");
        ApiClient.Answer secret = api.ada.post("/sessions", asked("ivo://a?secret"));
        assertThat(secret.status()).isEqualTo(422);
        assertThat(secret.json().getString("detail")).contains("ivo://a?secret");
        assertThat(api.views.written()).isEmpty();
    }

    private static JsonObject draft(String id, String version) {
        return new JsonObject()
                .put("id", id)
                .put("version", version)
                .put("title", "A viewer")
                .put("summary", "Shows")
                .put("kind", "SESSION")
                .put("command", new JsonArray(List.of("view")));
    }

    @Test
    void aNameEndsWhereItsPatternEnds() throws Exception {
        assertThat(api.ada.post("/datalabs", draft("viewer\n", "1")).field()).isEqualTo("id");
        assertThat(api.ada.post("/datalabs", draft("viewer", "1\n")).field()).isEqualTo("version");
        JsonObject build = new JsonObject().put("version", "1").put("source", "https://git.example.org/viewer");
        assertThat(api.ada.post("/builds", build.put("datalab_id", "viewer\n")).field())
                .isEqualTo("datalab_id");
        assertThat(api.ada.get("/jobs/" + UUID.randomUUID() + "/logs?task=1%0A").field())
                .isEqualTo("task");
        assertThat(api.service.get("/runs/" + UUID.randomUUID() + "/1%0A").field())
                .isEqualTo("run");
        assertThat(api.views.written()).isEmpty();
        assertThat(api.ada.post("/datalabs", draft("viewer", "1")).status()).isIn(201, 202);
    }

    @Test
    void aNameBeginsAndEndsWithALetterOrADigit() throws Exception {
        for (String id : List.of("viewer.", "viewer-", "viewer_", ".viewer", "v-")) {
            assertThat(api.ada.post("/datalabs", draft(id, "1")).field()).as(id).isEqualTo("id");
        }
        for (String version : List.of("1.", "1-", "1_", "-1")) {
            assertThat(api.ada.post("/datalabs", draft("viewer", version)).field())
                    .as(version)
                    .isEqualTo("version");
        }
        assertThat(api.views.written()).isEmpty();
        assertThat(api.ada.post("/datalabs", draft("v", "1.0-rc_2")).status()).isIn(201, 202);
        assertThat(api.ada
                        .post("/datalabs", draft("v" + "-".repeat(62) + "r", "1"))
                        .status())
                .isIn(201, 202);
    }

    @Test
    void aSourceThatTellsASecretIsNotWrittenDown() throws Exception {
        JsonObject build = new JsonObject().put("datalab_id", "notebook").put("version", "1");
        ApiClient.Answer answer =
                api.ada.post("/builds", build.put("source", "https://ada:secret@git.example.org/viewer"));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.field()).isEqualTo("source");
        assertThat(answer.text()).doesNotContain("secret");
        assertThat(api.views.written()).isEmpty();
    }

    @Test
    void nobodyAsksForLessThanARunTakes() throws Exception {
        for (JsonObject resources :
                List.of(new JsonObject().put("cores", 1e-9), new JsonObject().put("memory_mib", 1))) {
            String field = "resources." + resources.fieldNames().iterator().next();
            for (ApiClient.Answer answer : List.of(
                    api.ada.post("/sessions", asked().put("resources", resources)),
                    api.ada.post(
                            "/jobs", ApiClient.ask("statistics", "ivo://a?1").put("resources", resources)),
                    api.ada.post("/placements/preview", asked().put("resources", resources)),
                    api.ada.post("/datalabs", draft("viewer", "1").put("resources", resources)))) {
                assertThat(answer.status()).isEqualTo(400);
                assertThat(answer.field()).isEqualTo(field);
                assertThat(answer.json().getString("remedy")).isNotBlank();
            }
        }
        assertThat(api.views.written()).isEmpty();
    }

    @Test
    void takesNothingForMissingWhileTheViewIsBehind() throws Exception {
        Facts late = new Facts(UUID.randomUUID(), org.periapsis.events.EntityKind.SESSION, Facts.ADA, "m33");
        api.behind = () -> Future.<Void>succeededFuture().onComplete(there -> api.views.fact(late.requested()));
        assertThat(api.ada.get("/sessions/" + late.id()).status()).isEqualTo(200);
        api.behind = () -> Future.failedFuture(
                org.periapsis.kit.http.Problem.unavailable("behind").exception());
        assertThat(api.ada.get("/jobs/" + late.id()).status()).isEqualTo(503);
        assertThat(api.ada.get("/datalabs/none").status()).isEqualTo(503);
    }

    @Test
    void answers503WhenTheViewDoesNotCome() throws Exception {
        assertThat(api.ada.get("/sessions", "periapsis.requests.v1:0:5000").status())
                .isEqualTo(503);
        assertThat(api.ada.get("/sessions", "periapsis.products.v1:0:5000").status())
                .isEqualTo(200);
        assertThat(api.ada.get("/sessions", "rubbish").status()).isEqualTo(400);
    }

    @Test
    void renewsWithinThePolicy() throws Exception {
        UUID id = api.ready();
        String path = "/sessions/" + id + "/renew";
        ApiClient.Answer longer = api.ada.post(path, new JsonObject().put("extend_s", 600));
        assertThat(longer.status()).isEqualTo(202);
        assertThat(((SessionRenewalRequested) api.views.written().get(0).data()).getExpiresAt())
                .isEqualTo(NOW.plusSeconds(4200));
        assertThat(longer.json().getString("expires_at"))
                .isEqualTo(NOW.plusSeconds(4200).toString());
        assertThat(api.ada
                        .post(path, new JsonObject().put("extend_s", 72 * 3600))
                        .field())
                .isEqualTo("extend_s");
        assertThat(api.ada
                        .post(path, new JsonObject().put("expires_at", "2026-11-22T05:00:00Z"))
                        .field())
                .isEqualTo("expires_at");
        assertThat(api.ada
                        .post(path, new JsonObject().put("expires_at", "tomorrow"))
                        .field())
                .isEqualTo("expires_at");
        assertThat(api.ada.post(path, new JsonObject()).field()).isEqualTo("expires_at");
    }

    @Test
    void launchesAndRightsAreWrittenDown() throws Exception {
        String session = "/sessions/" + api.ready();
        try (AuditLines audited = new AuditLines()) {
            api.ada.post("/sessions", asked("ivo://a?1"));
            api.ada.put(session + "/people/bob");
            api.ada.delete(session + "/people/bob");
            api.operator.delete(session);
            assertThat(audited.acts())
                    .extracting(act -> act.getString("act") + " " + act.getString("who"))
                    .containsExactly(
                            "SESSION_REQUESTED ada", "PERSON_LET_IN ada", "PERSON_PUT_OUT ada", "SESSION_STOPPED eve");
        }
    }

    @Test
    void saysThatAMethodIsWrongAlsoToWhoIsNotSignedIn() throws Exception {
        ApiClient.Answer refused = api.nobody.delete("/sites");
        assertThat(refused.status()).isEqualTo(405);
        assertThat(refused.json().getString("allow")).isEqualTo("GET, HEAD");
        assertThat(api.nobody.get("/sites").status()).isEqualTo(401);
        assertThat(api.nobody.delete("/nothing").status()).isEqualTo(401);
        assertThat(api.ada
                        .send("HEAD", "/sites", null)
                        .get(30, TimeUnit.SECONDS)
                        .status())
                .isEqualTo(200);
    }
}
