package org.periapsis.portal;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.embedded.Patience;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.auth.SessionPass;
import org.periapsis.kit.observe.AuditLines;

/** A run's programs read as their owner, as long as the log says that the run goes on at the site that asked; and no more. */
class RunTokenIT {
    @TempDir
    private static Path directory;

    private static TestPortal portal;
    private String owner;
    private UUID run;
    private Instant requested;

    @BeforeAll
    static void start() throws Exception {
        portal = new TestPortal(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        portal.close();
    }

    @BeforeEach
    void aRunAtEsac() {
        portal.reset();
        owner = portal.freshPerson();
        run = UUID.randomUUID();
        requested = Instant.now();
        told(Map.of());
    }

    /** What the session-manager says of the run, to services. */
    private void told(Map<String, Object> but) {
        JsonObject told = new JsonObject()
                .put("kind", "SESSION")
                .put("owner", new JsonObject().put("issuer", TestPortal.ISSUER).put("subject", owner))
                .put("requested_at", requested.toString())
                .put("site", "esac")
                .put("epoch", 2)
                .put("going", true)
                .mergeIn(new JsonObject(but));
        portal.sessions.answers(request -> portal.asService()
                .check(request.getHeader("Authorization").substring(7))
                .onComplete(caller -> {
                    boolean asked = caller.succeeded()
                            && caller.result().service()
                            && request.path().equals("/runs/" + run + "/0");
                    request.response()
                            .setStatusCode(asked ? 200 : 404)
                            .putHeader("Content-Type", "application/json")
                            .end(asked ? told.encode() : "{}");
                }));
    }

    @Test
    void readsWhatItsOwnerMayAsAPersonAndHasNoneOfTheirPowers() throws Exception {
        String token = given().getString("token");

        assertThat(get("/api/products?q=m31", token).statusCode()).isEqualTo(200);

        Caller seen = TestPortal.get(portal.asService()
                .check(portal.indexer.last().headers().get("authorization").substring(7)));
        assertThat(seen.subject()).isEqualTo(owner);
        assertThat(seen.roles()).containsExactly("run:" + run);
        assertThat(seen.teams()).containsExactly("personal-" + owner);
        assertThat(get("/api/sessions/" + run, token).statusCode()).isEqualTo(404);
        assertThat(portal.sessions.last().uri()).isEqualTo("/sessions/" + run);
        JsonObject me = new JsonObject(get("/auth/me", token).body());
        assertThat(me.getString("subject")).isEqualTo(owner);
        assertThat(me.getJsonArray("roles")).isEqualTo(new JsonArray().add("run:" + run));
        int asked = portal.sessions.seen().size();
        for (String refused : List.of(
                "POST /auth/tokens",
                "GET /auth/tokens",
                "POST /auth/links",
                "POST /auth/logout",
                "POST /auth/runs/token",
                "POST /api/auth/device/approve",
                "GET /api/sessions",
                "POST /api/sessions",
                "POST /api/jobs",
                "DELETE /api/sessions/" + run,
                "PUT /api/sessions/" + run + "/people/eve",
                "GET /api/sessions/" + TestPortal.SESSION,
                "GET /sessions/" + TestPortal.SESSION + "/lab",
                "GET /sessions/" + run + "/lab",
                "GET /api/basket",
                "GET /api/events",
                "POST /api/archives/a/products")) {
            String[] words = refused.split(" ", 2);
            HttpResponse<String> answer = portal.send(words[0], words[1], "{}", "Authorization", "Bearer " + token);
            assertThat(answer.statusCode()).as(refused).isEqualTo(403);
            assertThat(answer.body()).as(refused).contains("and nothing else");
        }
        assertThat(portal.sessions.seen()).hasSize(asked);
        // What services see in its stead does not come in at the door.
        assertThat(get("/api/products", seen.bearer()).statusCode()).isEqualTo(401);
    }

    @Test
    void endsWithItsRun() throws Exception {
        String token = given().getString("token");
        assertThat(get("/api/products", token).statusCode()).isEqualTo(200);

        told(Map.of("going", false));

        refusedSoon(token);
        assertThat(ask("esac").statusCode()).isEqualTo(410);
    }

    @Test
    void endsWhenAnotherAttemptHasTakenItsPlaceOrAnotherSiteHasIt() throws Exception {
        String token = given().getString("token");
        told(Map.of("epoch", 3, "site", "jive"));
        refusedSoon(token);
        assertThat(ask("esac").statusCode()).isEqualTo(404);
        told(Map.of("epoch", 3));
        assertThat(ask("esac").statusCode()).isEqualTo(410);
    }

    @Test
    void whileTheSessionManagerIsSilentAGivenOneHoldsAndNoneIsGiven() throws Exception {
        String token = given().getString("token");
        assertThat(get("/api/products", token).statusCode()).isEqualTo(200);
        portal.sessions.answersJson(503, new JsonObject());
        Patience.until("it is asked again", TestPortal.PATIENCE, () -> {
            assertThat(status("/api/products", token)).isEqualTo(200);
            return portal.sessions.seen().size() > 2;
        });
        assertThat(ask("esac").statusCode()).isEqualTo(503);
    }

    @Test
    void isInItsOwnersListAndARunWhoseTokenTheyRevokedGetsNoOther() throws Exception {
        JsonObject first = given();
        JsonObject again = given();
        String cookie = portal.signIn(owner, "user");
        List<JsonObject> runs = listed(cookie);
        assertThat(runs).hasSize(1);
        assertThat(runs.get(0).getString("label")).isEqualTo("session " + run + " at esac");

        HttpResponse<String> revoked = portal.send(
                "DELETE",
                "/auth/tokens/" + runs.get(0).getString("id"),
                null,
                "Cookie",
                cookie,
                "Origin",
                portal.origin());

        assertThat(revoked.statusCode()).isEqualTo(204);
        assertThat(listed(cookie)).isEmpty();
        assertThat(get("/api/products", first.getString("token")).statusCode()).isEqualTo(401);
        assertThat(get("/api/products", again.getString("token")).statusCode()).isEqualTo(401);
        assertThat(ask("esac").statusCode()).isEqualTo(403);
    }

    @Test
    void thatItWasGivenAndThatItWasRevokedIsInTheAuditLog() throws Exception {
        try (AuditLines audited = new AuditLines()) {
            String token = given().getString("token");
            String cookie = portal.signIn(owner, "user");
            String id = listed(cookie).get(0).getString("id");
            portal.send("DELETE", "/auth/tokens/" + id, null, "Cookie", cookie, "Origin", portal.origin());
            Patience.until(
                    "both are written",
                    TestPortal.PATIENCE,
                    () -> audited.acts("TOKEN_REVOKED").size() == 1);
            JsonObject given = audited.acts("RUN_TOKEN_ISSUED").get(0);
            assertThat(given.getMap())
                    .containsEntry("who", "agent-esac")
                    .containsEntry("for", owner)
                    .containsEntry("run", run + "/0/2")
                    .containsEntry("status", 201);
            assertThat(audited.acts("TOKEN_REVOKED").get(0).getMap())
                    .containsEntry("who", owner)
                    .containsEntry("path", "/auth/tokens/" + id)
                    .containsEntry("status", 204);
            assertThat(audited.text()).doesNotContain(token);
        }
    }

    @Test
    void signingOutEverywhereEndsItForTheRunsOfUntilThen() throws Exception {
        String token = given().getString("token");
        String cookie = portal.signIn(owner, "user");

        HttpResponse<String> out = portal.send(
                "POST",
                "/auth/logout",
                "{\"everywhere\":true}",
                "Content-Type",
                "application/json",
                "Cookie",
                cookie,
                "Origin",
                portal.origin());

        assertThat(out.statusCode()).isEqualTo(204);
        assertThat(get("/api/products", token).statusCode()).isEqualTo(401);
        assertThat(ask("esac").statusCode()).isEqualTo(403);
        run = UUID.randomUUID();
        requested = Instant.now().plusSeconds(1);
        told(Map.of());
        assertThat(ask("esac").statusCode()).isEqualTo(201);
    }

    @Test
    void whatSomebodyWhoIsPutOutHasCopiedIsRefusedAndTheRunGetsAnother() throws Exception {
        told(Map.of("put_outs", 1));
        String copied = given().getString("token");
        String refreshed = given().getString("token");
        assertThat(get("/api/products", copied).statusCode()).isEqualTo(200);

        told(Map.of("put_outs", 2));

        refusedSoon(copied);
        refusedSoon(refreshed);
        String other = given().getString("token");
        assertThat(get("/api/products", other).statusCode()).isEqualTo(200);
        assertThat(get("/api/products", copied).statusCode()).isEqualTo(401);
        assertThat(listed(portal.signIn(owner, "user"))).hasSize(1);

        // An instance that is behind brings the old one back for nobody, and takes nothing from who has the new one.
        told(Map.of("put_outs", 1));
        String behind = given().getString("token");
        assertThat(get("/api/products", copied).statusCode()).isEqualTo(401);
        told(Map.of("put_outs", 2));
        assertThat(get("/api/products", other).statusCode()).isEqualTo(200);
        assertThat(get("/api/products", behind).statusCode()).isEqualTo(200);
    }

    @Test
    void aRunWhoseTokenWasRevokedGetsNoneWhenSomebodyIsPutOut() throws Exception {
        given();
        String cookie = portal.signIn(owner, "user");
        String id = listed(cookie).get(0).getString("id");
        portal.send("DELETE", "/auth/tokens/" + id, null, "Cookie", cookie, "Origin", portal.origin());
        told(Map.of("put_outs", 1));
        assertThat(ask("esac").statusCode()).isEqualTo(403);
    }

    @Test
    void isGivenToTheAgentOfItsSiteAlone() throws Exception {
        assertThat(ask("jive").statusCode()).isEqualTo(404);
        for (String role : List.of("user", "operator", "service", "archive:a")) {
            assertThat(askAs(portal.token(owner, role)).statusCode()).as(role).isEqualTo(403);
        }
        assertThat(portal.send("POST", "/auth/runs/token", body(2)).statusCode())
                .isEqualTo(401);
        assertThat(portal.send("POST", "/auth/runs/token", "{\"id\":\"x\"}", bearer("esac"))
                        .statusCode())
                .isEqualTo(400);
        told(Map.of("owner", new JsonObject().put("issuer", "https://other").put("subject", owner)));
        assertThat(ask("esac").statusCode()).isEqualTo(404);
        run = UUID.randomUUID();
        assertThat(ask("esac").statusCode()).isEqualTo(404);
        // Whatever else an agent's token is tried at.
        for (String path : List.of("/api/products", "/api/sessions", "/auth/tokens", "/api/files/1")) {
            assertThat(portal.send("GET", path, null, bearer("esac")).statusCode())
                    .as(path)
                    .isEqualTo(403);
        }
        assertThat(portal.indexer.seen()).isEmpty();
    }

    @Test
    void noPartOfASiteGetsATokenThatIsGoodElsewhere() throws Exception {
        String person = "Bearer " + portal.token(owner, "archive:a");
        assertThat(portal.send("GET", "/api/archives/a/refusals", null, "Authorization", person)
                        .statusCode())
                .isEqualTo(200);
        String sent = portal.esac.last().headers().get("authorization").substring(7);
        Caller there = TestPortal.get(portal.asService("ingest:esac").check(sent));
        assertThat(there.subject()).isEqualTo(owner);
        assertThat(there.roles()).containsExactly("archive:a");
        assertThat(fails(sent, "")).isTrue();
        assertThat(fails(sent, "ingest:jive")).isTrue();
        assertThat(get("/api/sessions", sent).statusCode()).isEqualTo(401);

        portal.send("GET", "/api/jobs/" + run, null, "Authorization", person, SessionPass.HEADER, "said by a caller");
        String pass = portal.sessions.last().headers().get("periapsis-session-pass");
        assertThat(TestPortal.get(portal.asService().checkFor(SessionPass.runs(run.toString()), pass))
                        .subject())
                .isEqualTo(owner);
        assertThat(portal.passes(pass)).isFalse();
        assertThat(get("/api/sessions", pass).statusCode()).isEqualTo(401);
    }

    private static boolean fails(String token, String place) throws Exception {
        return TestPortal.get(portal.asService(place).check(token).map(false).otherwise(true));
    }

    private void refusedSoon(String token) {
        Patience.until("the token is refused", TestPortal.PATIENCE, () -> status("/api/products", token) == 401);
    }

    private static int status(String path, String token) {
        try {
            return get(path, token).statusCode();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private List<JsonObject> listed(String cookie) throws Exception {
        return new JsonObject(portal.send("GET", "/auth/tokens", null, "Cookie", cookie)
                        .body())
                .getJsonArray("tokens").stream()
                        .map(JsonObject.class::cast)
                        .filter(each -> "run".equals(each.getString("kind")))
                        .toList();
    }

    private JsonObject given() throws Exception {
        HttpResponse<String> answer = ask("esac");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        JsonObject given = new JsonObject(answer.body());
        assertThat(given.getLong("expires_in_s")).isBetween(60L, 3_600L);
        return given;
    }

    private HttpResponse<String> ask(String site) throws Exception {
        return askAs(portal.token("agent-" + site, "site:" + site));
    }

    private HttpResponse<String> askAs(String token) throws Exception {
        return portal.send("POST", "/auth/runs/token", body(2), "Authorization", "Bearer " + token);
    }

    private static String[] bearer(String site) {
        return new String[] {"Authorization", "Bearer " + portal.token("agent-" + site, "site:" + site)};
    }

    private String body(int epoch) {
        return new JsonObject()
                .put("id", run.toString())
                .put("run", "0")
                .put("epoch", epoch)
                .encode();
    }

    private static HttpResponse<String> get(String path, String token) throws Exception {
        return portal.send("GET", path, null, "Authorization", "Bearer " + token);
    }
}
