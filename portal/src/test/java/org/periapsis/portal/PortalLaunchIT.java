package org.periapsis.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.periapsis.portal.PortalIT.assertProblem;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.periapsis.kit.postgres.ViewStore;

/** Selections that other sites' pages hand over. */
class PortalLaunchIT {
    private static final String FORM = "application/x-www-form-urlencoded";

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
    void aFormOfTenThousandProductsOpensTheLaunchPageOfAPersonWhoIsNotSignedIn() throws Exception {
        List<String> ids = IntStream.range(0, 10_000)
                .mapToObj(i -> "ivo://archive.example/collection?" + i + "&ü")
                .toList();
        HttpResponse<String> answer = form(ids.stream()
                        .map(id -> "id=" + URLEncoder.encode(id, StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"))
                + "&datalab=note+book&path=a%2Fb");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        String location = answer.headers().firstValue("location").orElseThrow();
        assertThat(location).matches("/launch\\?set=[0-9a-f]{64}&datalab=note\\+book&path=a%2Fb");
        JsonObject set = new JsonObject(
                portal.send("GET", "/api/launch-sets/" + set(location), null).body());
        assertThat(set.getJsonArray("ids")).isEqualTo(new JsonArray(ids));
    }

    @Test
    void theSameSelectionIsTheSameSetAndAFormAndJsonAreOne() throws Exception {
        HttpResponse<String> form = form("id=ivo%3A%2F%2Fa%3F1&id=ivo%3A%2F%2Fa%3F2");
        HttpResponse<String> textarea = form("id=ivo%3A%2F%2Fa%3F1%0D%0Aivo%3A%2F%2Fa%3F2%0D%0A");
        HttpResponse<String> json = json(new JsonObject().put("ids", new JsonArray(List.of("ivo://a?1", "ivo://a?2"))));
        assertThat(set(textarea.headers().firstValue("location").orElseThrow()))
                .isEqualTo(set(json.headers().firstValue("location").orElseThrow()));
        assertThat(set(form.headers().firstValue("location").orElseThrow()))
                .isEqualTo(set(json.headers().firstValue("location").orElseThrow()));
    }

    @Test
    void aPostFromAnotherSiteIsTakenWithoutALookAtTheCookie() throws Exception {
        String cookie = portal.signIn("ada", "user");
        HttpResponse<String> answer = portal.send(
                "POST",
                "/launch",
                "id=a",
                "Content-Type",
                FORM,
                "Cookie",
                cookie,
                "Origin",
                "https://archive.example",
                "Sec-Fetch-Site",
                "cross-site");
        assertThat(answer.statusCode()).isEqualTo(303);
    }

    @Test
    void aSetThatIsTooOldIsGone() throws Exception {
        String location =
                form("id=ivo%3A%2F%2Fold%3F1").headers().firstValue("location").orElseThrow();
        try (Connection connection = ViewStore.open(portal.stack.postgresConfig("portal"));
                Statement statement = connection.createStatement()) {
            statement.execute("update launch_set set expires_at = now() - interval '1 second' where set_id = '"
                    + set(location) + "'");
        }
        HttpResponse<String> gone = portal.send("GET", "/api/launch-sets/" + set(location), null);
        assertProblem(gone, 404);
        assertThat(new JsonObject(gone.body()).getString("remedy")).isNotBlank();
        // Posting it again brings it back.
        form("id=ivo%3A%2F%2Fold%3F1");
        assertThat(portal.send("GET", "/api/launch-sets/" + set(location), null).statusCode())
                .isEqualTo(200);
        assertProblem(portal.send("GET", "/api/launch-sets/" + "0".repeat(64), null), 404);
        assertProblem(portal.send("GET", "/api/launch-sets/x", null), 404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/x-www-form-urlencoded|datalab=notebook|id",
                "application/x-www-form-urlencoded|id=|id",
                "application/x-www-form-urlencoded|id=a%00b|id",
                "application/x-www-form-urlencoded|id=%zz|body",
                "application/x-www-form-urlencoded|id=%ff|body",
                "application/json|{}|ids",
                "application/json|{'ids': []}|ids",
                "application/json|{'ids': [1]}|ids",
                "application/json|nonsense|body",
                "application/json|{'ids': ['a'], 'datalab': 7}|datalab"
            })
    void namesTheFieldOfABadPost(String type, String body, String field) throws Exception {
        HttpResponse<String> answer = portal.send("POST", "/launch", body.replace('\'', '"'), "Content-Type", type);
        assertProblem(answer, 400);
        assertThat(new JsonObject(answer.body()).getString("field")).isEqualTo(field);
    }

    @Test
    void refusesMoreThanASetHolds() throws Exception {
        HttpResponse<String> many = json(new JsonObject()
                .put(
                        "ids",
                        IntStream.rangeClosed(0, 10_000)
                                .mapToObj(Integer::toString)
                                .toList()));
        assertProblem(many, 400);
        assertThat(new JsonObject(many.body()).getString("field")).isEqualTo("ids");
        assertProblem(form("id=" + "x".repeat(5 << 20)), 413);
        assertProblem(portal.send("POST", "/launch", "id=a", "Content-Type", "text/plain"), 415);
        HttpResponse<String> path =
                json(new JsonObject().put("ids", new JsonArray().add("a")).put("path", "x".repeat(600)));
        assertThat(new JsonObject(path.body()).getString("field")).isEqualTo("path");
    }

    @Test
    void allAddressesTogetherHaveTheirBound() throws Exception {
        try (Connection connection = ViewStore.open(portal.stack.postgresConfig("portal"));
                Statement statement = connection.createStatement()) {
            for (String filling : List.of(
                    "select 'full' || n, '{}', 1, now() + interval '1 hour' from generate_series(1, 5000) n",
                    "values ('full', '{}', 268435456, now() + interval '1 hour')")) {
                form("id=known");
                statement.execute("insert into launch_set " + filling);
                try {
                    HttpResponse<String> full = form("id=another");
                    assertProblem(full, 503);
                    assertThat(Long.parseLong(
                                    full.headers().firstValue("Retry-After").orElseThrow()))
                            .as("until the oldest goes")
                            .isBetween(60L, 3600L);
                    assertThat(form("id=known").statusCode()).isEqualTo(303);
                } finally {
                    statement.execute("delete from launch_set where set_id like 'full%'");
                }
                assertThat(form("id=another").statusCode()).isEqualTo(303);
                statement.execute("delete from launch_set");
            }
        }
    }

    private static HttpResponse<String> form(String body) throws Exception {
        return portal.send("POST", "/launch", body, "Content-Type", FORM);
    }

    private static HttpResponse<String> json(JsonObject body) throws Exception {
        return portal.send("POST", "/launch", body.encode(), "Content-Type", "application/json");
    }

    private static String set(String location) {
        return location.replaceFirst(".*set=([0-9a-f]+).*", "$1");
    }
}
