package org.periapsis.portal;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.periapsis.kit.postgres.ViewStore;

/** A program is signed in by somebody's browser (RFC 8628). */
class DeviceSignInIT {
    @TempDir
    private static Path directory;

    private static TestPortal portal;

    @BeforeAll
    static void start() throws Exception {
        portal = new TestPortal(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        portal.close();
    }

    @Test
    void aProgramGetsItsPersonsTokenOnceWhenThePersonHasConfirmed() throws Exception {
        String person = portal.freshPerson();
        JsonObject begun = begin();
        assertThat(begun.getString("verification_uri")).isEqualTo(portal.origin() + "/connect");
        assertThat(begun.getString("verification_uri_complete"))
                .isEqualTo(portal.origin() + "/connect?code=" + begun.getString("user_code"));
        assertThat(begun.getInteger("interval")).isPositive();
        assertRefused(poll(begun), "authorization-pending");

        assertThat(decide(person, begun.getString("user_code"), true).statusCode())
                .isEqualTo(204);
        HttpResponse<String> given = poll(begun);
        assertThat(given.statusCode()).isEqualTo(200);
        assertThat(given.headers().firstValue("cache-control")).hasValue("no-store");
        String token = new JsonObject(given.body()).getString("access_token");
        JsonObject me = new JsonObject(portal.send("GET", "/auth/me", null, "Authorization", "Bearer " + token)
                .body());
        assertThat(me.getString("subject")).isEqualTo(person);
        assertThat(me.getJsonArray("roles")).containsExactlyInAnyOrder("user", "archive:radio");
        assertThat(me.getJsonArray("teams")).contains("personal-" + person);

        assertRefused(poll(begun), "expired-token");
    }

    @Test
    void whoAsksTooSoonIsToldToSlowDown() throws Exception {
        JsonObject begun = begin();
        assertRefused(poll(begun), "authorization-pending");
        assertRefused(poll(begun), "slow-down");
    }

    @Test
    void whoIsDeclinedLearnsSoAndGetsNothing() throws Exception {
        JsonObject begun = begin();
        assertThat(decide(portal.freshPerson(), begun.getString("user_code"), false)
                        .statusCode())
                .isEqualTo(204);
        assertRefused(poll(begun), "access-denied");
    }

    @Test
    void aDecisionStands() throws Exception {
        JsonObject begun = begin();
        assertThat(decide("ada", begun.getString("user_code"), false).statusCode())
                .isEqualTo(204);
        PortalIT.assertProblem(decide("eve", begun.getString("user_code"), true), 404);
        assertRefused(poll(begun), "access-denied");
    }

    @Test
    void whatNobodyConfirmedInTimeIsOver() throws Exception {
        JsonObject begun = begin();
        try (Connection connection = ViewStore.open(portal.stack.postgresConfig("portal"));
                Statement statement = connection.createStatement()) {
            statement.execute("update device_sign_in set expires_at = now() where user_code = '"
                    + begun.getString("user_code").replace("-", "") + "'");
        }
        assertRefused(poll(begun), "expired-token");
        PortalIT.assertProblem(decide("ada", begun.getString("user_code"), true), 404);
    }

    @Test
    void onlyASignedInPersonDecidesAndNotFromAnotherSitesPage() throws Exception {
        JsonObject begun = begin();
        String body = new JsonObject()
                .put("user_code", begun.getString("user_code"))
                .put("approve", true)
                .encode();
        PortalIT.assertProblem(portal.send("POST", "/api/auth/device/approve", body), 401);
        PortalIT.assertProblem(
                portal.send(
                        "POST",
                        "/api/auth/device/approve",
                        body,
                        "Cookie",
                        portal.signIn("ada", "user"),
                        "Origin",
                        "https://elsewhere.example"),
                403);
        assertRefused(poll(begun), "authorization-pending");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "token|device_code|{}",
                "token|device_code|{'device_code': 1}",
                "approve|user_code|{'approve': true}",
                "approve|user_code|{'approve': true, 'user_code': 'short'}",
                "approve|approve|{'user_code': 'BCDF-GHJK'}",
                "approve|approve|{'user_code': 'BCDF-GHJK', 'approve': 'yes'}"
            })
    void namesTheFieldOfABadBody(String path, String field, String body) throws Exception {
        HttpResponse<String> response = portal.send(
                "POST",
                "/api/auth/device/" + path,
                body.replace('\'', '"'),
                "Authorization",
                "Bearer " + portal.token("ada", "user"));
        PortalIT.assertProblem(response, 400);
        assertThat(new JsonObject(response.body()).getString("field")).isEqualTo(field);
    }

    @Test
    void whoMakesTooManyWaitMakesRoomAndNobodyElse() throws Exception {
        JsonObject waits = begin();
        try (Connection connection = ViewStore.open(portal.stack.postgresConfig("portal"));
                Statement statement = connection.createStatement()) {
            statement.execute("update device_sign_in set who = 'somebody' where who <> ''");
            statement.execute(
                    "insert into device_sign_in (device_hash, user_code, interval_s, expires_at, label, life_s, who)"
                            + " select 'h' || i, 'c' || i, 2, now() + make_interval(mins => 9, secs => i / 1000.0), 'x', 60, 'many'"
                            + " from generate_series(1, 10000) i");
            JsonObject begun = begin();
            for (JsonObject each : List.of(waits, begun)) {
                assertThat(decide(portal.freshPerson(), each.getString("user_code"), true)
                                .statusCode())
                        .isEqualTo(204);
            }
            try (ResultSet first = statement.executeQuery(
                    "select min(substr(device_hash, 2)::int) from device_sign_in where who = 'many'")) {
                first.next();
                assertThat(first.getInt(1)).isGreaterThan(1);
            }
            statement.execute("delete from device_sign_in where who = 'many'");
        }
    }

    private static JsonObject begin() throws Exception {
        HttpResponse<String> response = portal.send("POST", "/api/auth/device", null);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return new JsonObject(response.body());
    }

    private static HttpResponse<String> poll(JsonObject begun) throws Exception {
        return portal.send(
                "POST",
                "/api/auth/device/token",
                new JsonObject()
                        .put("device_code", begun.getString("device_code"))
                        .encode());
    }

    private static HttpResponse<String> decide(String person, String code, boolean approve) throws Exception {
        return portal.send(
                "POST",
                "/api/auth/device/approve",
                new JsonObject()
                        .put("user_code", code.toLowerCase(java.util.Locale.ROOT))
                        .put("approve", approve)
                        .encode(),
                "Cookie",
                portal.signIn(person, List.of("user", "archive:radio").toArray(String[]::new)),
                "Origin",
                portal.origin());
    }

    private static void assertRefused(HttpResponse<String> response, String code) {
        PortalIT.assertProblem(response, 400);
        assertThat(new JsonObject(response.body()).getString("type")).endsWith("/" + code);
    }
}
