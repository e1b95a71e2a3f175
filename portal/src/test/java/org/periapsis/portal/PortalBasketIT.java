package org.periapsis.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.periapsis.portal.PortalIT.assertProblem;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A person's basket, from several windows at once. */
class PortalBasketIT {
    private static final int WRITERS = 6;

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
    void ofTwoChangesOfOneVersionExactlyOneWins() throws Exception {
        String person = portal.freshPerson();
        for (int version = 0; version < 5; version++) {
            int of = version;
            List<HttpResponse<String>> answers = atOnce(writer -> put(person, List.of("w" + writer + "-" + of), of));
            List<HttpResponse<String>> won = answers.stream()
                    .filter(answer -> answer.statusCode() == 200)
                    .toList();
            assertThat(won).hasSize(1);
            answers.stream().filter(answer -> answer.statusCode() != 200).forEach(answer -> {
                assertProblem(answer, 409);
                assertThat(new JsonObject(answer.body()).getString("field")).isEqualTo("version");
            });
            assertThat(basket(person)).isEqualTo(new JsonObject(won.get(0).body()));
        }
    }

    @Test
    void whoIsToldThatTheyWonDid() throws Exception {
        String person = portal.freshPerson();
        List<Integer> won = Collections.synchronizedList(new ArrayList<>());
        atOnce(writer -> {
            for (int round = 0; round < 8; round++) {
                int version = basket(person).getInteger("version");
                HttpResponse<String> answer = put(person, List.of("w" + writer + "-" + round), version);
                if (answer.statusCode() == 200) {
                    JsonObject after = new JsonObject(answer.body());
                    assertThat(after.getJsonArray("ids")).containsExactly("w" + writer + "-" + round);
                    won.add(after.getInteger("version"));
                }
            }
            return null;
        });
        assertThat(won)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, basket(person).getInteger("version"))
                                .boxed()
                                .toList());
    }

    @Test
    void aBasketSurvivesARestart() throws Exception {
        String person = portal.freshPerson();
        put(person, List.of("ivo://a?1", "ivo://a?ü"), 0);
        JsonObject before = basket(person);
        portal.stop();
        portal.start();
        assertThat(basket(person)).isEqualTo(before);
        assertThat(put(person, List.of(), 1).statusCode()).isEqualTo(200);
    }

    @Test
    void takesAsManyProductsAsItSays() throws Exception {
        String person = portal.freshPerson();
        List<String> most = IntStream.range(0, 10_000)
                .mapToObj(i -> "ivo://archive.example/collection?" + i)
                .toList();
        assertThat(put(person, most, 0).statusCode()).isEqualTo(200);
        assertThat(basket(person).getJsonArray("ids")).hasSize(10_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "body|not JSON",
                "body|[]",
                "body|7",
                "ids|{}",
                "ids|{'id': ['a']}",
                "ids|{'ids': 'a'}",
                "ids|{'ids': [1]}",
                "ids|{'ids': [null]}",
                "ids|{'ids': [['a']]}",
                "ids|{'ids': ['']}",
                "ids[0]|{'ids': ['a\\u0000b']}",
                "ids[0]|{'ids': ['\\ud800']}",
                "version|{'ids': [], 'version': 'x'}",
                "version|{'ids': [], 'version': -1}",
                "version|{'ids': [], 'version': 1.5}",
                "version|{'ids': [], 'version': 99999999999}"
            })
    void namesTheFieldOfABadBody(String field, String body) throws Exception {
        String person = portal.freshPerson();
        assertBad(send(person, body.replace('\'', '"')), field);
        // Nothing of it came on the log: the next change is taken at once.
        assertThat(put(person, List.of("a"), 0).statusCode()).isEqualTo(200);
    }

    @Test
    void refusesMoreThanABasketHolds() throws Exception {
        String person = portal.freshPerson();
        List<String> tooMany =
                IntStream.rangeClosed(0, 10_000).mapToObj(Integer::toString).toList();
        assertBad(put(person, tooMany, 0), "ids");
        List<String> tooLong =
                IntStream.range(0, 5_000).mapToObj(i -> "x".repeat(200) + i).toList();
        assertBad(put(person, tooLong, 0), "ids");
        HttpResponse<String> huge = put(person, List.of("x".repeat(5 << 20)), 0);
        assertProblem(huge, 413);
        assertThat(new JsonObject(huge.body()).getString("field")).isEqualTo("body");
        assertThat(basket(person).getInteger("version")).isZero();
    }

    private static void assertBad(HttpResponse<String> response, String field) {
        assertProblem(response, 400);
        assertThat(new JsonObject(response.body()).getString("field")).isEqualTo(field);
    }

    /** What one of several writers does. */
    private interface Writer<T> {
        T write(int writer) throws Exception;
    }

    private static <T> List<T> atOnce(Writer<T> writer) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        try {
            List<Callable<T>> calls = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                int each = i;
                calls.add(() -> writer.write(each));
            }
            List<T> answers = new ArrayList<>();
            for (Future<T> done : threads.invokeAll(calls)) {
                answers.add(done.get());
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }

    private static JsonObject basket(String person) throws Exception {
        return new JsonObject(portal.send("GET", "/api/basket", null, "Authorization", bearer(person))
                .body());
    }

    private static HttpResponse<String> put(String person, List<String> ids, int version) throws Exception {
        return send(
                person,
                new JsonObject()
                        .put("ids", new JsonArray(ids))
                        .put("version", version)
                        .encode());
    }

    private static HttpResponse<String> send(String person, String body) throws Exception {
        return portal.send("PUT", "/api/basket", body, "Authorization", bearer(person));
    }

    private static String bearer(String person) {
        return "Bearer " + portal.token(person, "user");
    }
}
