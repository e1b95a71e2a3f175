package org.periapsis.portal;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.periapsis.embedded.Hostile;
import org.periapsis.embedded.Patience;

/** Whatever somebody puts into a basket, a launch or a sign-in, other people's baskets go on: now, restarted and replayed. */
class PortalHostileIT {
    private static final long SEED = 20261130;
    private static final String JSON = "application/json";

    @TempDir
    private static Path directory;

    private static TestPortal portal;
    private final Hostile hostile = new Hostile(SEED);

    @BeforeAll
    static void start() throws Exception {
        portal = new TestPortal(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        portal.close();
    }

    @ParameterizedTest
    @CsvSource({
        "name, '\"a\\u0000b\"', name",
        "name, '\"\\ud800\"', name",
        "ids, '[\"a\\u0000b\"]', ids[0]",
        "query, '\"q=%00\"', query",
        "version, 18446744073709551616, version",
        "ids, '[\"x\"],\"ids\":[]', ids"
    })
    void aBasketIsRefusedByTheFieldThatIsWrong(String field, String value, String named) throws Exception {
        Map<String, String> basket = basket();
        if (field.equals("query")) {
            basket.remove("ids");
        }
        basket.put(field, value);
        HttpResponse<String> answer = put("eve", Hostile.joined(basket));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(new JsonObject(answer.body()).getString("field")).isEqualTo(named);
        assertThat(new JsonObject(answer.body()).getString("remedy")).isNotBlank();
    }

    @Test
    void whateverIsSentOrdinaryBasketsPass() throws Exception {
        List<String> failures = new ArrayList<>();
        String operator = "Bearer " + portal.token("eve", "operator");
        for (int i = 0; i < 80; i++) {
            String body = hostile.object(basket());
            expectAnswer(failures, body, put("eve", body));
            for (String path :
                    List.of("/api/auth/device/token", "/api/auth/device/approve", "/auth/links", "/auth/tokens")) {
                String sent = hostile.object(Map.of(
                        "device_code",
                        "\"x\"",
                        "user_code",
                        "\"x\"",
                        "approve",
                        "true",
                        "user",
                        "\"eve\"",
                        "roles",
                        "[\"user\"]",
                        "next",
                        "\"/find\"",
                        "life_s",
                        "60"));
                expectAnswer(
                        failures,
                        path + sent,
                        portal.send("POST", path, sent, "Content-Type", JSON, "Authorization", operator));
            }
        }
        for (int i = 0; i < 20; i++) {
            String body = hostile.object(Map.of("ids", "[\"x\"]", "datalab", "\"notebook\"", "path", "\"/x\""));
            expectAnswer(failures, body, portal.send("POST", "/launch", body, "Content-Type", JSON));
        }
        for (String text : Hostile.texts()) {
            String value = Hostile.percent(text);
            for (String path : List.of(
                    "/api/baskets/" + value, "/api/launch-sets/" + value, "/auth/link/" + value, "/find?q=" + value)) {
                expectAnswer(failures, path, portal.send("GET", path, null, "Authorization", operator));
            }
            expectAnswer(
                    failures,
                    value,
                    portal.send(
                            "POST",
                            "/launch",
                            "id=" + value + "&datalab=" + value,
                            "Content-Type",
                            "application/x-www-form-urlencoded"));
        }
        assertThat(failures).isEmpty();
        ordinary();
        portal.stop();
        portal.start();
        ordinary();
        portal.stop();
        forget();
        portal.start();
        Patience.until("the log is read again", TestPortal.PATIENCE, () -> version("ada") == 2);
        ordinary();
        assertThat(basketOf("ada").getInteger("version"))
                .as("it knows what it knew")
                .isEqualTo(3);
    }

    private static void ordinary() throws Exception {
        int version = basketOf("ada").getInteger("version");
        HttpResponse<String> answer = put(
                "ada",
                new JsonObject()
                        .put("ids", new JsonArray().add("ivo://a/b?\u05d0"))
                        .put("name", "Σgr A*")
                        .put("version", version)
                        .encode());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(basketOf("ada").getInteger("version")).isEqualTo(version + 1);
    }

    /** @return -1 until the view is whole again */
    private static int version(String person) {
        try {
            return basketOf(person).getInteger("version", -1);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonObject basketOf(String person) throws Exception {
        return new JsonObject(
                portal.send("GET", "/api/basket", null, "Authorization", "Bearer " + portal.token(person, "user"))
                        .body());
    }

    private static HttpResponse<String> put(String person, String body) throws Exception {
        return portal.send(
                "PUT",
                "/api/basket",
                body,
                "Content-Type",
                JSON,
                "Authorization",
                "Bearer " + portal.token(person, "user"));
    }

    private static Map<String, String> basket() {
        Map<String, String> basket = new LinkedHashMap<>();
        basket.put("ids", "[\"ivo://a/b?c\"]");
        basket.put("name", "\"Mine\"");
        return basket;
    }

    private static void expectAnswer(List<String> failures, String sent, HttpResponse<String> answer) {
        boolean problem = answer.headers().firstValue("Content-Type").orElse("").contains("problem+json");
        boolean said =
                answer.statusCode() != 400 || (problem && new JsonObject(answer.body()).getString("remedy") != null);
        if (answer.statusCode() >= 500 || !said) {
            failures.add(sent.substring(0, Math.min(300, sent.length())) + " -> " + answer.statusCode() + " "
                    + answer.body().substring(0, Math.min(300, answer.body().length())));
        }
    }

    /** The view of baskets is gone: the log makes it again. */
    private static void forget() throws Exception {
        try (Connection connection = portal.stack.database().superuser();
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet found = statement.executeQuery(
                    "select tablename from pg_tables where schemaname = 'portal' and tablename !~ 'schema_version|sign_in|session'")) {
                while (found.next()) {
                    tables.add(found.getString(1));
                }
            }
            assertThat(tables).contains("applied");
            for (String table : tables) {
                statement.execute("truncate portal." + table);
            }
        }
    }
}
