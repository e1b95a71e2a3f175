package org.periapsis.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.periapsis.portal.PortalIT.assertProblem;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.embedded.Patience;

/** Which service is down, and since when. */
class PortalStatusIT {
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

    @BeforeEach
    void reset() throws Exception {
        portal.reset();
        await("indexer", "", "UP");
        await("ingest", "jive", "UP");
    }

    @Test
    void tellsEverybodyHowEveryServiceIs() throws Exception {
        assertThat(status().getJsonArray("services"))
                .extracting(
                        each -> ((JsonObject) each).getString("service") + " " + ((JsonObject) each).getString("site"))
                .containsExactly("indexer ", "ingest esac", "ingest jive", "notifier ", "session-manager ");
    }

    @Test
    void tellsEverybodyWhichPartIsNotReadyAndOperatorsWhy() throws Exception {
        portal.indexer.notReady(Map.of("consumer.view", "waiting: Connection to 10.0.0.7:5432 refused"));
        JsonObject down = await("indexer", "", "DOWN");
        assertThat(down.getString("detail")).isEqualTo("not ready: consumer.view");
        assertThat(down.encode()).doesNotContain("10.0.0.7");
        Instant since = Instant.parse(down.getString("since"));
        String operator = "Bearer " + portal.token("ada", "operator");
        JsonObject why = line(
                new JsonObject(portal.send("GET", "/api/status", null, "Authorization", operator)
                        .body()),
                "indexer",
                "");
        assertThat(why.getString("diagnosis")).contains("10.0.0.7");
        portal.indexer.notReady(Map.of());
        assertThat(Instant.parse(await("indexer", "", "UP").getString("since"))).isAfter(since);
    }

    @Test
    void operatorsAreToldOfWhatIsSetAsideAndNobodyElse() throws Exception {
        portal.indexer.setAside(3);
        String operator = "Bearer " + portal.token("ada", "operator");
        Patience.until("it is told", TestPortal.PATIENCE, () -> {
            JsonObject told = new JsonObject(portal.send("GET", "/api/status", null, "Authorization", operator)
                    .body());
            return line(told, "indexer", "").getString("diagnosis", "").contains("set aside 3 records");
        });
        assertThat(line(status(), "indexer", "").getString("state")).isEqualTo("UP");
        assertThat(status().encode()).doesNotContain("set aside");
    }

    @Test
    void aRelayedCallToAServiceThatIsDownNamesItAndSinceWhen() throws Exception {
        portal.jive.down();
        try {
            String archive = "Bearer " + portal.token("ada", "archive:radio");
            HttpResponse<String> first =
                    portal.send("GET", "/api/archives/radio/products", null, "Authorization", archive);
            assertProblem(first, 503);
            JsonObject problem = new JsonObject(first.body());
            assertThat(problem.getString("service")).isEqualTo("ingest");
            assertThat(problem.getString("site")).isEqualTo("jive");
            JsonObject down = await("ingest", "jive", "DOWN");
            assertThat(problem.getString("since")).isEqualTo(down.getString("since"));
            HttpResponse<String> later =
                    portal.send("GET", "/api/archives/radio/products", null, "Authorization", archive);
            assertThat(new JsonObject(later.body()).getString("since")).isEqualTo(down.getString("since"));
            // Everything else goes on.
            assertThat(portal.send("GET", "/api/products", null).statusCode()).isEqualTo(200);
        } finally {
            portal.jive.up();
        }
        await("ingest", "jive", "UP");
    }

    @Test
    void aQuestionThatNeedsAServiceThatIsDownNamesItToo() throws Exception {
        portal.indexer.down();
        try {
            HttpResponse<String> response = portal.send("GET", "/api/files/p1", null);
            assertProblem(response, 503);
            assertThat(new JsonObject(response.body()).getString("service")).isEqualTo("indexer");
            assertThat(new JsonObject(response.body()).getString("since")).isNotBlank();
        } finally {
            portal.indexer.up();
        }
    }

    private static JsonObject status() throws Exception {
        return new JsonObject(portal.send("GET", "/api/status", null).body());
    }

    private static JsonObject line(JsonObject status, String service, String site) {
        return status.getJsonArray("services").stream()
                .map(JsonObject.class::cast)
                .filter(each -> each.getString("service").equals(service)
                        && each.getString("site").equals(site))
                .findFirst()
                .orElseThrow();
    }

    private static JsonObject await(String service, String site, String state) throws Exception {
        Patience.until(service + " " + site + " is " + state, TestPortal.PATIENCE, () -> line(status(), service, site)
                .getString("state")
                .equals(state));
        return line(status(), service, site);
    }
}
