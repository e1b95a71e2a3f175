package org.periapsis.indexer;

import static java.net.URLEncoder.encode;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.periapsis.indexer.TestStack.eventually;
import static org.periapsis.kit.Meanwhile.asked;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A view that is behind says of nothing that it is not there. */
@ExtendWith(OneStack.class)
class FreshnessIT {
    private static TestStack stack;
    private static String service;

    @BeforeAll
    static void start(TestStack shared) {
        stack = shared;
        service = stack.bearer("session-manager", List.of("service"), List.of());
    }

    @Test
    void waitsForTheLogBeforeAProductIsNotThere() throws Exception {
        String id = "ivo://esa/fresh?product";
        List<CompletableFuture<HttpResponse<String>>> answers;
        try (Connection lock = holding("product")) {
            stack.write("esac", id, Samples.ingested(id, 200, -80));
            answers = List.of(
                    asked(() -> product(id)),
                    asked(() -> post("/products/resolve", id)),
                    asked(() -> post("/products/known", id)),
                    asked(() -> stack.post("/products/rights", ids(id).put("present", true), "Authorization", service)),
                    asked(() -> post("/products/summary", id)));
            TimeUnit.MILLISECONDS.sleep(500); // they have seen by now that it is not there
            lock.rollback();
        }
        stack.write("esac", id, Samples.replica(id, "esac"));
        assertThat(answers.get(0).join().statusCode()).isEqualTo(200);
        assertThat(json(answers.get(1)).getJsonArray("refused")).isEmpty();
        assertThat(json(answers.get(2)).getJsonArray("known")).containsExactly(id);
        assertThat(json(answers.get(3)).getJsonArray("products")).hasSize(1);
        assertThat(json(answers.get(4)).getJsonArray("gone")).isEmpty();
    }

    @Test
    void waitsForTheLogBeforeAProductHasNoCopy() throws Exception {
        String id = "ivo://esa/fresh?copy";
        stack.write("esac", id, Instant.now().minus(Duration.ofDays(1)), Samples.ingested(id, 200, -80));
        eventually(() -> product(id).statusCode() == 200);
        CompletableFuture<HttpResponse<String>> answer;
        try (Connection lock = holding("replica")) {
            stack.write("esac", id, Samples.replica(id, "esac"));
            answer = asked(() -> post("/products/resolve", id));
            TimeUnit.MILLISECONDS.sleep(500);
            lock.rollback();
        }
        assertThat(sites(answer.join())).containsExactly("esac");
    }

    @Test
    void waitsForACopyThatIsNotOnTheLogYet() throws Exception {
        String id = "ivo://esa/fresh?coming";
        stack.write("esac", id, Samples.ingested(id, 200, -80));
        eventually(() -> product(id).statusCode() == 200);
        assertThat(new JsonObject(product(id).body()).getBoolean("copy_awaited"))
                .isTrue();
        CompletableFuture<HttpResponse<String>> answer = asked(() -> post("/products/resolve", id));
        TimeUnit.MILLISECONDS.sleep(500);
        stack.write("esac", id, Samples.replica(id, "esac"));
        assertThat(sites(answer.join())).containsExactly("esac");
        assertThat(new JsonObject(product(id).body()).containsKey("copy_awaited"))
                .isFalse();
    }

    @Test
    @Tag("full")
    void saysThatItCannotTellWhenItIsBehindForLong() throws Exception {
        String there = "ivo://esa/fresh?there";
        String id = "ivo://esa/fresh?behind";
        stack.write("esac", there, Instant.now().minus(Duration.ofDays(1)), Samples.ingested(there, 200, -80));
        eventually(() -> product(there).statusCode() == 200);
        CompletableFuture<HttpResponse<String>> never;
        try (Connection lock = holding("product")) {
            stack.write("esac", id, Samples.ingested(id, 200, -80));
            never = asked(() -> post("/products/resolve", there));
            HttpResponse<String> answer = product(id);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(never.join().statusCode()).isEqualTo(503);
            // What is there is told all the while.
            assertThat(product(there).statusCode()).isEqualTo(200);
            lock.rollback();
        }
        // That no site has a copy of what was taken long ago is told at last: it has none.
        HttpResponse<String> answer = post("/products/resolve", there);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(sites(answer)).isEmpty();
        // Of what was taken just now it cannot be told, and the session would fail for it.
        assertThat(post("/products/resolve", id).statusCode()).isEqualTo(503);
    }

    /** Keeps the view from writing to a table, and nobody from reading it. */
    private static Connection holding(String table) throws Exception {
        Connection connection = stack.view.superuser();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("lock table indexer." + table + " in share mode");
        }
        return connection;
    }

    private static HttpResponse<String> product(String id) throws Exception {
        return stack.get("/products/" + encode(id, UTF_8));
    }

    private static JsonObject ids(String id) {
        return new JsonObject().put("ids", new JsonArray(List.of(id)));
    }

    private static HttpResponse<String> post(String path, String id) throws Exception {
        return stack.post(path, ids(id), "Authorization", service);
    }

    private static JsonObject json(CompletableFuture<HttpResponse<String>> answer) {
        assertThat(answer.join().statusCode()).as(answer.join().body()).isEqualTo(200);
        return new JsonObject(answer.join().body());
    }

    private static List<String> sites(HttpResponse<String> resolved) {
        assertThat(resolved.statusCode()).as(resolved.body()).isEqualTo(200);
        return new JsonObject(resolved.body())
                .getJsonArray("entries").getJsonObject(0).getJsonArray("replicas").stream()
                        .map(replica -> ((JsonObject) replica).getString("site"))
                        .toList();
    }
}
