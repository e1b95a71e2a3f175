package org.periapsis.session.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.periapsis.events.Outcome;
import org.periapsis.events.Owner;
import org.periapsis.events.SessionShared;
import org.periapsis.events.SessionStopRequested;
import org.periapsis.events.SessionUnshared;
import org.periapsis.kit.observe.AuditLines;
import org.periapsis.session.ApiClient;
import org.periapsis.session.Facts;

/** Whose a session is, and whom they let in. */
class SessionPeopleAdapterTest {
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
    void showsATeamsSessionsToTheTeamAndHidesThemFromOthers() throws Exception {
        UUID id = UUID.randomUUID();
        api.views.fact(new Facts(id, org.periapsis.events.EntityKind.SESSION, Facts.ADA, "m33").requested());
        assertThat(api.ada.get("/sessions/" + id).status()).isEqualTo(200);
        assertThat(api.bob.get("/sessions/" + id).status()).isEqualTo(404);
        assertThat(api.operator.get("/sessions/" + id).status()).isEqualTo(200);
        assertThat(api.ada.get("/jobs/" + id).status()).isEqualTo(404);
        assertThat(api.ada.get("/sessions/not-an-id").status()).isEqualTo(404);
    }

    @Test
    void letsOnlyTheOwnerAndOperatorsEndASession() throws Exception {
        UUID id = api.ready();
        assertThat(api.bob.delete("/sessions/" + id).status()).isEqualTo(403);
        assertThat(api.operator.delete("/sessions/" + id).status()).isEqualTo(202);
        assertThat(api.views.written().get(0).data()).isInstanceOf(SessionStopRequested.class);
        assertThat(api.ada.delete("/sessions/" + id).status()).isEqualTo(202);
        assertThat(api.views.written()).hasSize(1);
        api.views.fact(Facts.session(id).concluded(Outcome.STOPPED));
        assertThat(api.ada.delete("/sessions/" + id).status()).isEqualTo(204);
        assertThat(api.ada
                        .post("/sessions/" + id + "/renew", new JsonObject().put("extend_s", 60))
                        .status())
                .isEqualTo(409);
    }

    @Test
    void theOwnerAloneLetsPeopleIn() throws Exception {
        UUID id = api.ready();
        String ruth = "/sessions/" + id + "/people/ruth";
        assertThat(api.bob.put(ruth).status()).isEqualTo(403);
        // Least of all themselves.
        assertThat(api.operator.put("/sessions/" + id + "/people/eve").status()).isEqualTo(403);
        assertThat(api.views.written()).isEmpty();
        assertThat(api.operator.get("/sessions/" + id).json().getBoolean("may_enter"))
                .isFalse();
        assertThat(api.bob.get("/sessions/" + id).json().getBoolean("may_enter"))
                .isFalse();

        ApiClient.Answer in = api.ada.put(ruth);
        assertThat(in.status()).as(in.text()).isEqualTo(202);
        assertThat(in.json().getBoolean("may_enter")).isTrue();
        JsonObject person = in.json().getJsonArray("people").getJsonObject(0);
        assertThat(person.getString("subject")).isEqualTo("ruth");
        assertThat(person.getString("by")).isEqualTo("ada");
        assertThat(api.views.written().get(0).data()).isInstanceOf(SessionShared.class);
        assertThat(api.ada.put(ruth).status()).isEqualTo(202);
        assertThat(api.views.written()).hasSize(1);
        assertThat(api.ada.get("/sessions/" + id + "/people").json().getJsonArray("items"))
                .hasSize(1);

        assertThat(api.bob.delete(ruth).status()).isEqualTo(403);
        assertThat(api.operator.delete(ruth).status()).isEqualTo(202);
        assertThat(api.views.written().get(1).data()).isInstanceOf(SessionUnshared.class);
        assertThat(api.ada.delete(ruth).status()).isEqualTo(204);
        assertThat(api.ada.get("/sessions/" + id).json().getJsonArray("people")).isEmpty();
    }

    @Test
    void whoIsLetInSeesTheSessionAndLeavesIt() throws Exception {
        UUID id = api.ready();
        assertThat(api.stranger.get("/sessions/" + id).status()).isEqualTo(404);
        api.ada.put("/sessions/" + id + "/people/stranger");
        assertThat(api.stranger.get("/sessions/" + id).json().getBoolean("may_enter"))
                .isTrue();
        assertThat(api.stranger.delete("/sessions/" + id).status()).isEqualTo(403);
        assertThat(api.stranger.put("/sessions/" + id + "/people/ruth").status())
                .isEqualTo(403);
        assertThat(api.stranger.delete("/sessions/" + id + "/people/stranger").status())
                .isEqualTo(202);
        assertThat(api.stranger.get("/sessions/" + id).status()).isEqualTo(404);
    }

    @Test
    void whoeverIsLetInAtOnceWithTheFiftiethIsToldThatThereIsNoRoom() throws Exception {
        UUID id = api.ready();
        for (int i = 1; i < 50; i++) {
            assertThat(api.ada.put("/sessions/" + id + "/people/p" + i).status())
                    .isEqualTo(202);
        }
        Owner first = new Owner(Facts.ADA.getIssuer(), "first");
        api.views.before(new SessionShared(id, Facts.ADA, "m31", "hub", first, Facts.ADA));

        ApiClient.Answer late = api.ada.put("/sessions/" + id + "/people/second");

        assertThat(late.status()).as(late.text()).isEqualTo(409);
        assertThat(late.text()).contains("At most 50 people");
        JsonArray people = api.ada.get("/sessions/" + id + "/people").json().getJsonArray("items");
        assertThat(people).hasSize(50);
        assertThat(people.encode()).contains("\"first\"").doesNotContain("second");
    }

    @Test
    void nobodyIsLetInByANameThatIsNone() throws Exception {
        UUID id = api.ready();
        for (String name : List.of("%00", "a%0Ab", "%20", "a%2Fb", "ada", "x".repeat(128) + "y", "%E2%80%AEeve")) {
            assertThat(api.ada.put("/sessions/" + id + "/people/" + name).status())
                    .as(name)
                    .isIn(400, 404, 422);
        }
        for (int i = 0; i < 50; i++) {
            assertThat(api.ada.put("/sessions/" + id + "/people/p" + i).status())
                    .isEqualTo(202);
        }
        assertThat(api.ada.put("/sessions/" + id + "/people/p51").status()).isEqualTo(409);
        api.views.fact(Facts.session(id).concluded(Outcome.STOPPED));
        assertThat(api.ada.put("/sessions/" + id + "/people/p1").status()).isEqualTo(409);
    }

    @Test
    void writesDownWhoLetsWhomIn() throws Exception {
        UUID id = api.ready();
        try (AuditLines audited = new AuditLines()) {
            assertThat(api.ada.put("/sessions/" + id + "/people/ruth").status()).isEqualTo(202);
            assertThat(api.stranger.put("/sessions/" + id + "/people/stranger").status())
                    .isEqualTo(404);
            assertThat(api.ada.delete("/sessions/" + id + "/people/ruth").status())
                    .isEqualTo(202);
            List<JsonObject> acts = audited.acts();
            assertThat(acts)
                    .extracting(
                            act -> act.getString("act") + " " + act.getString("who") + " " + act.getInteger("status"))
                    .containsExactly("PERSON_LET_IN ada 202", "PERSON_LET_IN stranger 404", "PERSON_PUT_OUT ada 202");
            assertThat(acts.get(0).getString("path")).isEqualTo("/sessions/" + id + "/people/ruth");
        }
    }
}
