package org.periapsis.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.periapsis.embedded.EventLoopWatch;
import org.periapsis.embedded.Hostile;

/** Whatever a person asks for, what others ask for is seen: now, after a restart, and after a replay. */
class HostileRequestsIT {
    private static final long SEED = 20261130;

    @TempDir
    static Path directory;

    private static ApiStack stack;
    private final Hostile hostile = new Hostile(SEED);

    @BeforeAll
    static void start() throws Exception {
        stack = new ApiStack(directory);
        stack.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (stack != null) {
            stack.stop();
            stack.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "name, '\"a\\u0000b\"', name",
        "name, '\"\\ud800\"', name",
        "name, '\"\\u001b[2J\"', name",
        "lease_s, 18446744073709551616, lease_s",
        "resources, '{\"gpus\":4294967297}', resources.gpus",
        "resources, '{\"memory_mib\":18446744073709555712}', resources.memory_mib",
        "ids, '[\"ivo://a/esac?1\",\"ivo://a/\\u0000\"]', ids[1]",
        "query, '\"q=a\\u0000\"', query",
        "datalab, '{\"id\":\"notebook\",\"id\":\"viewer\"}', id"
    })
    void aRequestIsRefusedByTheFieldThatIsWrong(String field, String value, String named) {
        Map<String, String> session = session();
        session.put(field, value);
        ApiClient.Answer answer =
                eve().raw("POST", "/sessions", Hostile.joined(session)).join();
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.field()).isEqualTo(named);
        assertThat(answer.json().getString("remedy")).isNotBlank();
    }

    @Test
    void aLongSelectionIsNotReadOnAnEventLoop() throws Exception {
        List<String> ids = IntStream.range(0, 9_000)
                .mapToObj(number -> "ivo://a/esac-" + "x".repeat(900) + "?" + number)
                .toList();
        JsonObject many = new JsonObject(Hostile.joined(job())).put("ids", new JsonArray(ids));
        try (EventLoopWatch watch = new EventLoopWatch(
                        "com.fasterxml.jackson",
                        "io.vertx.json.schema",
                        "sun.security.provider",
                        "org.periapsis.session.domain.request.Manifest")
                .without("org.periapsis.session.ApiStack")) {
            ApiClient.Answer taken = eve().post("/jobs", many, "Idempotency-Key", "many");
            assertThat(taken.status()).as(taken.text()).isEqualTo(202);
            assertThat(watch.heldUp()).isEmpty();
        }
    }

    @Test
    void whateverIsAskedForOrdinarySessionsAndJobsAreSeen() throws Exception {
        List<String> failures = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            expectAnswer(failures, "POST", "/sessions", hostile.object(session()));
            expectAnswer(failures, "POST", "/jobs", hostile.object(job()));
            expectAnswer(failures, "POST", "/placements/preview", hostile.object(session()));
            expectAnswer(failures, "POST", "/datalabs", hostile.object(draft()));
        }
        String mine = ordinary("ada").get(0);
        for (int i = 0; i < 20; i++) {
            expectAnswer(failures, "POST", "/sessions/" + mine + "/renew", hostile.object(Map.of("extend_s", "60")));
            expectAnswer(
                    failures, "POST", "/sessions/" + mine + "/renew", hostile.object(Map.of("expires_at", "\"x\"")));
        }
        for (String text : Hostile.texts()) {
            String value = Hostile.percent(text);
            for (String path : List.of(
                    "/sessions/" + value,
                    "/sessions?after=" + value + "&limit=" + value,
                    "/sessions/" + mine + "/events?after=" + value,
                    "/sites/traffic?from=" + value + "&to=" + value + "&step=" + value,
                    "/datalabs/" + value)) {
                expectAnswer(failures, "GET", path, null);
            }
        }
        for (String cursor : List.of(
                "9223372036854775807_" + mine, "-9223372036854775808_" + mine, "9223372036854775807:requests:0:0")) {
            expectAnswer(failures, "GET", "/sessions?after=" + cursor, null);
            expectAnswer(failures, "GET", "/sessions/" + mine + "/events?after=" + cursor, null);
        }
        assertThat(failures).isEmpty();
        ordinary("ada");
        stack.stop();
        stack.start();
        ordinary("ada");
        stack.stop();
        Map<String, List<String>> before = stack.rows();
        stack.drop();
        stack.start();
        ordinary("bob");
        Map<String, List<String>> after = stack.rows();
        assertThat(after.get("moment")).containsAll(before.get("moment"));
    }

    /** A session and a job are taken and seen by who asked. @return their ids */
    private static List<String> ordinary(String person) throws Exception {
        ApiClient client = stack.client(person, "m31", "user");
        List<String> ids = new ArrayList<>();
        for (String[] kind : new String[][] {{"/sessions", "notebook"}, {"/jobs", "statistics"}}) {
            ApiClient.Answer taken = client.post(
                    kind[0],
                    new JsonObject()
                            .put("name", "Σgr A* \u05e9\u05dc\u05d5\u05dd")
                            .put("datalab", new JsonObject().put("id", kind[1]))
                            .put("ids", new JsonArray(List.of("ivo://a/esac?1"))));
            assertThat(taken.status()).as(taken.text()).isEqualTo(202);
            String id = taken.json().getString("id");
            ApiClient.Answer seen = client.get(kind[0] + "/" + id, taken.position());
            assertThat(seen.status()).as(seen.text()).isEqualTo(200);
            ids.add(id);
        }
        return ids;
    }

    private static void expectAnswer(List<String> failures, String method, String path, String body) {
        ApiClient.Answer answer = eve().raw(method, path, body).join();
        boolean said = answer.status() != 400
                || (answer.field() != null && answer.json().getString("remedy") != null);
        if (answer.status() >= 500 || !said) {
            String sent = path + " " + body;
            failures.add(sent.substring(0, Math.min(300, sent.length())) + " -> " + answer.status() + " "
                    + answer.text().substring(0, Math.min(300, answer.text().length())));
        }
    }

    private static ApiClient eve() {
        return stack.client("eve", "eves", "user");
    }

    private static Map<String, String> session() {
        Map<String, String> session = new LinkedHashMap<>();
        session.put("datalab", "{\"id\":\"notebook\"}");
        session.put("ids", "[\"ivo://a/esac?1\"]");
        session.put("name", "\"a session\"");
        session.put("resources", "{\"cores\":1,\"memory_mib\":512,\"gpus\":0}");
        session.put("wish", "\"remote\"");
        session.put("lease_s", "3600");
        return session;
    }

    private static Map<String, String> job() {
        Map<String, String> job = new LinkedHashMap<>();
        job.put("datalab", "{\"id\":\"statistics\"}");
        job.put("ids", "[\"ivo://a/esac?1\"]");
        job.put("name", "\"a job\"");
        job.put("parameters", "{\"threshold\":\"3\"}");
        job.put("max_attempts", "2");
        job.put("output_rights", "\"public\"");
        return job;
    }

    private static Map<String, String> draft() {
        Map<String, String> draft = new LinkedHashMap<>();
        draft.put("id", "\"mine\"");
        draft.put("version", Hostile.quoted("v" + System.nanoTime()));
        draft.put("title", "\"a title\"");
        draft.put("summary", "\"a summary\"");
        draft.put("kind", "\"BATCH\"");
        draft.put("command", "[\"sh\",\"-c\",\"true\"]");
        draft.put("resources", "{\"cores\":1}");
        draft.put("keywords", "[\"x\"]");
        return draft;
    }
}
