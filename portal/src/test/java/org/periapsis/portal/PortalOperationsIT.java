package org.periapsis.portal;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.embedded.Cable;
import org.periapsis.embedded.Patience;
import org.periapsis.kit.observe.AuditLines;

/** What an operator sees of the portal: its database is taken away and given back, and what people do is written down. */
class PortalOperationsIT {
    /** Longer than anything is remembered without asking. */
    private static final long LATER_S = 31;

    @TempDir
    private static Path directory;

    private static Cable postgres;
    private static TestPortal portal;

    @BeforeAll
    static void start() throws Exception {
        portal = new TestPortal(directory, database -> {
            try {
                postgres = Cable.to(database);
                return postgres.port();
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    @AfterAll
    static void stop() throws Exception {
        portal.close();
        postgres.close();
    }

    @Test
    void withoutADatabaseTheBasketSaysSoAndPagesAndSearchGoOn() throws Exception {
        String cookie = portal.signIn("ada", "user");
        portal.indexer.answers(request -> request.response().end("{\"products\":[]}"));
        assertThat(basket(cookie).statusCode()).isEqualTo(200);

        postgres.pull();
        Patience.until("it is told", TestPortal.PATIENCE, () -> !up());
        HttpResponse<String> answer = basket(cookie);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(portal.send("POST", "/api/auth/device", null).statusCode()).isEqualTo(503);
        assertThat(portal.send("GET", "/", null).statusCode()).isEqualTo(200);
        assertThat(portal.send("GET", "/api/products", null).statusCode()).isEqualTo(200);
        assertThat(portal.send("GET", "/health/live", null).statusCode()).isEqualTo(200);
        postgres.plug();
        Patience.until("it is told", TestPortal.PATIENCE, PortalOperationsIT::up);
        assertThat(basket(cookie).statusCode()).isEqualTo(200);
    }

    @Test
    @Tag("full")
    void aSessionInProgressNeedsNoDatabase() throws Exception {
        SessionVisit visit = new SessionVisit(portal);
        visit.begin();
        String entry = visit.enter(portal.signIn("ada", "user"));
        assertThat(session(visit, entry)).isEqualTo(200);
        // The session-manager's database is gone too.
        portal.sessions.answers(
                request -> request.response().setStatusCode(503).end("{\"detail\":\"The database does not answer\"}"));
        postgres.pull();
        Patience.until("it is told", TestPortal.PATIENCE, () -> !up());
        TimeUnit.SECONDS.sleep(LATER_S);
        assertThat(session(visit, entry)).isEqualTo(200);
        postgres.plug();
        Patience.until("it is told", TestPortal.PATIENCE, PortalOperationsIT::up);
    }

    @Test
    void signInsAreWrittenDownAndTheirLinksAreNot() throws Exception {
        try (AuditLines audited = new AuditLines()) {
            String link = portal.link("grace", "user");
            portal.send("GET", link, null);
            String byProgram = portal.link("grace", "user");
            String operator = "Bearer " + portal.token("eve", "operator");
            JsonObject given = new JsonObject(portal.send("POST", byProgram, "{}", "Authorization", operator)
                    .body());
            portal.send(
                    "DELETE",
                    "/auth/tokens/" + given.getString("id"),
                    null,
                    "Authorization",
                    "Bearer " + given.getString("token"));
            // An act is written down once its answer has gone.
            Patience.until(
                    "the last act", TestPortal.PATIENCE, () -> audited.acts().size() >= 5);
            List<JsonObject> acts = audited.acts();
            assertThat(acts)
                    .extracting(act -> act.getString("act"))
                    .containsExactly("LINK_MADE", "SIGN_IN", "LINK_MADE", "SIGN_IN", "TOKEN_REVOKED");
            assertThat(acts.get(0).getMap()).containsEntry("for", "grace").containsEntry("status", 201);
            assertThat(acts.get(1).getMap()).containsEntry("who", "grace").containsEntry("from", "127.0.0.1");
            assertThat(acts.get(3).getMap()).containsEntry("who", "grace").containsEntry("status", 201);
            assertThat(acts.get(4).getMap()).containsEntry("who", "grace").containsEntry("status", 204);
            assertThat(audited.text())
                    .doesNotContain(link, byProgram, given.getString("token"), TestPortal.LINK_SECRET);
        }
    }

    @Test
    void whatIsPassedOnIsWrittenDownHereOnlyWhereNobodyAnswered() throws Exception {
        String operator = "Bearer " + portal.token("eve", "operator");
        try (AuditLines audited = new AuditLines()) {
            portal.sessions.answersJson(201, new JsonObject());
            assertThat(portal.send("POST", "/api/sessions", "{}", "Authorization", operator)
                            .statusCode())
                    .isEqualTo(201);
            portal.sessions.answersJson(409, new JsonObject());
            portal.send("DELETE", "/api/jobs/7", null, "Authorization", operator);
            portal.sessions.down();
            // A write on a connection that closes under it would be 502: whether it took effect is not known.
            Patience.until("no connection is left", TestPortal.PATIENCE, () -> refused(operator));
            assertThat(portal.send("POST", "/api/jobs", "{}", "Authorization", operator)
                            .statusCode())
                    .isEqualTo(503);
            assertThat(audited.acts()).singleElement().satisfies(act -> assertThat(act.getMap())
                    .containsEntry("act", "OPERATOR")
                    .containsEntry("who", "eve")
                    .containsEntry("path", "/api/jobs")
                    .containsEntry("status", 503));
        } finally {
            portal.sessions.up();
            portal.sessions.reset();
        }
    }

    private static int session(SessionVisit visit, String entry) throws Exception {
        return visit.http
                .send(visit.host(), "GET", SessionVisit.PATH, "Cookie", entry)
                .status();
    }

    private static HttpResponse<String> basket(String cookie) throws Exception {
        return portal.send("GET", "/api/basket", null, "Cookie", cookie);
    }

    private static boolean refused(String bearer) {
        try {
            return portal.send("GET", "/api/jobs", null, "Authorization", bearer)
                    .body()
                    .contains("since");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static boolean up() {
        try {
            HttpResponse<String> answer = portal.send("GET", "/health/ready", null);
            boolean up = new JsonObject(answer.body())
                    .getJsonObject("checks")
                    .getJsonObject("postgres")
                    .getBoolean("up");
            assertThat(up || answer.statusCode() == 503).isTrue();
            return up;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
