package org.periapsis.portal;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one person may write, at every door of the portal alike. */
class PortalWrittenIT {
    private static final int IDS = 9_000;

    @TempDir
    private static Path directory;

    private static TestPortal portal;

    @BeforeAll
    static void start() throws Exception {
        portal = new TestPortal(directory);
        portal.restart(Map.of("written.mib", "1", "written.kib.s", "1"));
    }

    @AfterAll
    static void stop() throws Exception {
        portal.close();
    }

    /** Some 700 kB. */
    private static JsonArray ids() {
        return new JsonArray(IntStream.range(0, IDS)
                .mapToObj(i -> "ivo://sky?" + UUID.randomUUID() + UUID.randomUUID())
                .toList());
    }

    private static HttpResponse<String> send(String person, String method, String path, JsonObject body)
            throws Exception {
        return portal.send(
                method, path, body.encode(), "Authorization", "Bearer " + person, "Content-Type", "application/json");
    }

    @Test
    void aPersonsBasketDoesNotFillTheLog() throws Exception {
        String ada = portal.token(portal.freshPerson(), "user");
        for (int version = 0; version < 2; version++) {
            JsonObject basket = new JsonObject().put("version", version).put("ids", ids());
            assertThat(send(ada, "PUT", "/api/basket", basket).statusCode()).isEqualTo(200);
        }
        for (String path : List.of("/api/basket", "/api/sessions", "/auth/tokens")) {
            HttpResponse<String> refused =
                    send(ada, path.equals("/api/basket") ? "PUT" : "POST", path, new JsonObject());
            assertThat(refused.statusCode()).as(path).isEqualTo(429);
            assertThat(refused.headers().firstValueAsLong("Retry-After").orElse(0))
                    .isPositive();
            assertThat(new JsonObject(refused.body()).getString("remedy")).contains("Retry-After");
        }
        assertThat(portal.send("GET", "/api/basket", null, "Authorization", "Bearer " + ada)
                        .statusCode())
                .isEqualTo(200);
        String bob = portal.token(portal.freshPerson(), "user");
        assertThat(send(
                                bob,
                                "PUT",
                                "/api/basket",
                                new JsonObject().put("version", 0).put("ids", new JsonArray()))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aPagesSelectionsDoNotFillTheDatabase() throws Exception {
        JsonObject selection = new JsonObject().put("ids", ids());
        for (int i = 0; i < 2; i++) {
            assertThat(launched(selection)).isEqualTo(303);
        }
        assertThat(launched(selection)).isEqualTo(429);
    }

    private static int launched(JsonObject selection) throws Exception {
        return portal.send("POST", "/launch", selection.encode(), "Content-Type", "application/json")
                .statusCode();
    }
}
