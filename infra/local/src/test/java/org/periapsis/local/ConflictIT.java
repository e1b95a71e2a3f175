package org.periapsis.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.embedded.stack.EmbeddedStack;
import org.periapsis.embedded.stack.StackSettings;
import org.periapsis.ingest.IngestApp;
import org.periapsis.ingest.IngestConfig;
import org.periapsis.kit.auth.Tokens;
import org.periapsis.local.demo.Samples;
import org.periapsis.local.stack.IssuerKeys;
import org.periapsis.local.stack.ServiceSettings;
import org.periapsis.scheduler.SchedulerApp;
import org.periapsis.scheduler.SchedulerConfig;
import org.periapsis.session.SessionApiApp;
import org.periapsis.session.SessionApiConfig;

/**
 * Two callers, two instances of a service, the same moment, and one thing that only one of them can have. The log's order
 * decides, and both are told: one winner, a thousand times.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConflictIT {
    private static final int TIMES = 1_000;
    /** A conflict mostly waits for the log and its views, which take what has gathered in one step: many wait together. */
    private static final int AT_ONCE = 128;

    private static final String ISSUER = "https://conflict.test";
    private static final Duration SETTLED = Duration.ofSeconds(60);

    @TempDir
    private static Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService callers = Executors.newFixedThreadPool(AT_ONCE);
    private EmbeddedStack parts;
    private ServiceSettings settings;
    private Tokens tokens;
    private Pair ingests;
    private Pair sessions;
    private SchedulerApp scheduler;
    private BoundlessSite site;

    @BeforeAll
    void start() throws Exception {
        parts = EmbeddedStack.start(vertx, StackSettings.forTest(directory.resolve("stack"), "esac"));
        IssuerKeys keys = IssuerKeys.in(directory.resolve("keys"));
        settings = new ServiceSettings(parts, ISSUER, keys.publicKey());
        tokens = Tokens.issuing(vertx, ISSUER, keys.publicKey(), keys.privateKey());
        // The last unit of everybody's quota is also the first.
        scheduler = SchedulerApp.start(
                        vertx,
                        SchedulerConfig.of(settings.log("scheduler")
                                .with("scheduler.quota.runs", 1)
                                .settings()))
                .await(60, TimeUnit.SECONDS);
        ingests = Pair.of(
                machine -> IngestApp.start(
                        machine,
                        IngestConfig.of(settings.store("ingest-esac")
                                .with("site", "esac")
                                .settings())),
                IngestApp::port,
                app -> app::stop);
        sessions = Pair.of(
                machine -> SessionApiApp.start(
                        machine,
                        SessionApiConfig.of(settings.store("session-manager")
                                .with("indexer.url", "http://127.0.0.1:1")
                                .with("scheduler.url", "http://127.0.0.1:" + scheduler.port())
                                .with("service.token", token("session-manager", "service"))
                                .settings())),
                SessionApiApp::port,
                app -> app::stop);
        site = BoundlessSite.start(vertx, parts.kafkaConfig("agent-esac"), "esac");
    }

    @AfterAll
    void stop() throws Exception {
        callers.shutdown();
        site.close();
        sessions.close();
        ingests.close();
        scheduler.stop().await(30, TimeUnit.SECONDS);
        parts.close();
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void ofTwoDraftsOfOneNameOneHoldsAndBothAreTold() throws Exception {
        List<String> people = List.of(token("ada", "user"), token("grace", "user"));
        times(TIMES, number -> {
            String id = "conflict-" + number;
            List<HttpResponse<String>> answers =
                    sessions.both("POST", "/datalabs", people, List.of(draft(id, "by Ada"), draft(id, "by Grace")));
            String title = drafted(answers, "is another's");
            for (int instance : List.of(0, 1)) {
                String reader = people.get(title.equals("by Ada") ? 0 : 1);
                assertThat(sessions.read(instance, "/datalabs/" + id, reader, answers)
                                .getString("title"))
                        .isEqualTo(title);
            }
            return null;
        });
    }

    @Test
    void ofOnesOwnTwoDraftsOfOneVersionOneHoldsAndBothAreTold() throws Exception {
        String ada = token("ada", "user");
        times(TIMES, number -> {
            String id = "own-" + number;
            List<HttpResponse<String>> answers = sessions.both(
                    "POST", "/datalabs", List.of(ada, ada), List.of(draft(id, "the one"), draft(id, "the other")));
            String title = drafted(answers, "drafted already");
            for (int instance : List.of(0, 1)) {
                assertThat(sessions.read(instance, "/datalabs/" + id, ada, answers)
                                .getString("title"))
                        .isEqualTo(title);
            }
            return null;
        });
    }

    /** @return the title of the one that holds */
    private static String drafted(List<HttpResponse<String>> answers, String otherwise) {
        Map<Integer, List<JsonObject>> told = Pair.byStatus(answers);
        assertThat(told.keySet()).as(bodies(answers)).containsExactly(201, 409);
        assertThat(told.get(409).get(0).getString("detail")).contains(otherwise);
        return told.get(201).get(0).getString("title");
    }

    @Test
    void ofTwoProductsOfOneIdOneHoldsAndBothAreTold() throws Exception {
        String archive = token("archive", "archive:sky");
        times(TIMES, number -> {
            List<HttpResponse<String>> answers = ingests.both(
                    "POST",
                    "/archives/sky/products",
                    List.of(archive, archive),
                    List.of(product(number, 1), product(number, 2)));
            Map<Integer, List<JsonObject>> told = Pair.byStatus(answers);
            assertThat(told.keySet()).as(bodies(answers)).containsExactly(201, 409);
            assertThat(told.get(409).get(0).getString("field")).isEqualTo("obs_publisher_did");
            // Whoever asks again hears the same.
            int winner = answers.get(0).statusCode() == 201 ? 1 : 2;
            for (int bytes : List.of(1, 2)) {
                JsonObject again = product(number, bytes);
                assertThat(ingests.both(
                                "POST", "/archives/sky/products", List.of(archive, archive), List.of(again, again)))
                        .extracting(HttpResponse::statusCode)
                        .containsOnly(bytes == winner ? 200 : 409);
            }
            return null;
        });
    }

    @Test
    void theSameBytesAtTwoInstancesAreOneProductWithOneCopy() throws Exception {
        String archive = token("archive", "archive:sky");
        Path sample = Samples.copy("dss-horsehead.fits", directory);
        List<HttpResponse<String>> answers =
                ingests.uploads("/archives/sky/products?name=horsehead.fits", archive, sample);
        assertThat(answers).extracting(HttpResponse::statusCode).containsExactlyInAnyOrder(201, 200);
        // The loser's bytes are removed after its answer.
        Eventually.is(SETTLED, ConflictIT::storedHorseheads, 1L);
    }

    private static long storedHorseheads() throws IOException {
        try (Stream<Path> stored = Files.walk(directory.resolve("stack").resolve("objects"))) {
            return stored.filter(file -> file.endsWith("horsehead.fits")).count();
        }
    }

    @Test
    void ofTwoSessionsOnTheLastUnitOfAQuotaOneStartsAndBothAreTold() throws Exception {
        JsonObject ask = new JsonObject().put("datalab", new JsonObject().put("id", "viewer"));
        times(TIMES, number -> {
            String person = token("person-" + number, "user");
            List<HttpResponse<String>> answers =
                    sessions.both("POST", "/sessions", List.of(person, person), List.of(ask, ask));
            assertThat(answers)
                    .as(bodies(answers))
                    .extracting(HttpResponse::statusCode)
                    .containsOnly(202);
            List<String> ids = answers.stream()
                    .map(answer -> new JsonObject(answer.body()).getString("id"))
                    .toList();
            List<JsonObject> states = new ArrayList<>();
            for (int instance : List.of(0, 1)) {
                // Each is told by the instance that the other asked.
                String path = "/sessions/" + ids.get(1 - instance);
                JsonObject[] last = new JsonObject[1];
                Eventually.is(
                        SETTLED,
                        () -> {
                            last[0] = sessions.read(instance, path, person, answers);
                            return Set.of("PLACED", "WAITING").contains(last[0].getString("state"));
                        },
                        true);
                states.add(last[0]);
            }
            assertThat(states)
                    .extracting(state -> state.getString("state"))
                    .containsExactlyInAnyOrder("PLACED", "WAITING");
            JsonObject waits = states.stream()
                    .filter(state -> state.getString("state").equals("WAITING"))
                    .findFirst()
                    .orElseThrow()
                    .getJsonObject("waiting");
            assertThat(waits.getString("reason")).isEqualTo("QUOTA");
            assertThat(waits.getString("message")).contains("1 of 1 runs");
            return null;
        });
    }

    @FunctionalInterface
    private interface Round {
        Void play(int number) throws Exception;
    }

    private void times(int times, Round round) throws Exception {
        List<Callable<Void>> rounds = new ArrayList<>();
        for (int i = 1; i <= times; i++) {
            int number = i;
            rounds.add(() -> round.play(number));
        }
        for (Future<Void> played : callers.invokeAll(rounds)) {
            played.get();
        }
    }

    private String token(String subject, String role) {
        return tokens.issue(subject, subject, List.of(role), List.of(), Duration.ofHours(1));
    }

    private static JsonObject draft(String id, String title) {
        return new JsonObject()
                .put("id", id)
                .put("version", "1.0.0")
                .put("title", title)
                .put("summary", "One of two.")
                .put("kind", "BATCH")
                .put("command", new JsonArray().add("true"));
    }

    private static JsonObject product(int number, int bytes) {
        return new JsonObject()
                .put("name", "conflict-" + number + "-" + bytes + ".fits")
                .put("size", 2880)
                .put("sha256", String.format("%063x%d", number, bytes))
                .put("access_url", "https://archive.example/" + number + "/" + bytes)
                .put("collection", "conflict")
                .put(
                        "obscore",
                        new JsonObject()
                                .put("obs_publisher_did", "ivo://sky/conflict?" + number)
                                .put("s_ra", 10.0)
                                .put("s_dec", -20.0)
                                .put("dataproduct_type", "image"));
    }

    private static String bodies(List<HttpResponse<String>> answers) {
        return String.join(
                " | ",
                answers.stream()
                        .map(answer -> answer.statusCode() + " " + answer.body())
                        .toList());
    }
}
