package org.periapsis.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.periapsis.session.ApiClient.ask;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Pages of rows that are as long as they may be. */
@ExtendWith(OneApi.class)
class LongListsIT {
    /** Two bytes each in UTF-8. */
    private static final String LONG = "é".repeat(90_000);

    private static final int MANY = 20;
    /** A page of 2 MiB, with what JSON adds. */
    private static final int PAGE = 3 << 20;

    private static ApiStack stack;

    @BeforeAll
    static void start(ApiStack shared) {
        stack = shared;
    }

    @Test
    void aPageOfJobsEndsWithItsBytesAndTheNextGoesOn() throws Exception {
        ApiClient ada = stack.client("long-ada", "long", "user");
        List<String> asked = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            JsonObject job = ask("statistics", "ivo://a/esac?1").put("parameters", new JsonObject().put("note", LONG));
            ApiClient.Answer taken = ada.post("/jobs", job);
            assertThat(taken.status()).as(taken.text()).isEqualTo(202);
            asked.add(0, taken.json().getString("id"));
        }
        List<String> told = new ArrayList<>();
        List<Integer> pages = new ArrayList<>();
        String next = null;
        do {
            ApiClient.Answer answer = ada.get("/jobs?limit=500" + (next == null ? "" : "&after=" + next));
            assertThat(answer.text().getBytes(StandardCharsets.UTF_8).length).isLessThan(PAGE);
            JsonArray items = answer.json().getJsonArray("items");
            pages.add(items.size());
            items.forEach(each -> told.add(((JsonObject) each).getString("id")));
            next = answer.json().getString("next");
        } while (next != null);
        assertThat(told).containsExactlyElementsOf(asked);
        assertThat(pages).hasSizeGreaterThan(1).doesNotContain(0);
    }

    @Test
    void aListOfDatalabsEndsWithItsBytes() throws Exception {
        ApiClient bob = stack.client("long-bob", "long", "user");
        for (int i = 0; i < MANY; i++) {
            JsonObject draft = new JsonObject()
                    .put("id", "long")
                    .put("version", String.valueOf(i))
                    .put("title", "Long")
                    .put("summary", "")
                    .put("kind", "BATCH")
                    .put("command", new JsonArray().add(LONG));
            assertThat(bob.post("/datalabs", draft).status()).isEqualTo(201);
        }
        for (String path : List.of("/datalabs", "/datalabs/long")) {
            ApiClient.Answer answer = bob.get(path);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text().getBytes(StandardCharsets.UTF_8).length).isLessThan(PAGE);
            assertThat(answer.text()).contains("\"version\":\"" + (MANY - 1) + "\"");
        }
    }
}
