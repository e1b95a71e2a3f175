package org.periapsis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.local.client.PlatformClient;
import org.periapsis.local.demo.LocalEvidence;
import org.periapsis.local.stack.StackDirectory;

/** The command's process is killed in mid-load, and started again on what it left. */
@Tag("full")
class CrashFaultIT {
    private static final int BEFORE_THE_KILL = 600;
    private static final Set<String> SETTLED = Set.of("READY", "FAILED");
    private static final Duration DYING = Duration.ofSeconds(3);
    private static final Duration SETTLING = Duration.ofMinutes(2);

    @TempDir
    private Path root;

    private RunningStack stack;

    @AfterEach
    void end() throws Exception {
        if (stack != null) {
            stack.kill();
        }
    }

    @Test
    void whatWasAcceptedIsFoundOnceAndNoSessionIsLeftInBetween() throws Exception {
        StackDirectory directory = new StackDirectory(root.resolve("stack"));
        stack = RunningStack.up(directory);
        PlatformClient client = stack.client();
        String ready = session(client, "viewer");
        await("READY", SETTLING, () -> state(client, ready));

        ProductLoad load = new ProductLoad(client);
        load.start();
        load.awaitAccepted(BEFORE_THE_KILL);
        // One that has hardly begun, and a job in its midst.
        String begun = session(client, "viewer");
        String job = job(client);
        // The next start finds a process that holds the directory, answers nobody, and is gone a moment later.
        stack.killSlowly(DYING);
        stack = RunningStack.up(directory);
        load.stop();
        JsonObject status = stack.status();
        assertThat(status.getBoolean("ready"))
                .as("what `up` says and what `status` says: %s", status.encode())
                .isTrue();
        PlatformClient again = stack.client();
        assertThat(Files.readString(directory.logs().resolve("periapsis.log")))
                .as("the log of a second start follows that of the first")
                .containsPattern("(?s)part=stack state=started.*part=stack state=started");
        // Unanswered ones are sent again, as an archive would: whichever had been taken stay what they are.
        load.sendUnansweredAgain(again);
        Set<String> accepted = load.accepted();
        assertThat(accepted).hasSizeGreaterThanOrEqualTo(BEFORE_THE_KILL);
        await(once(accepted), SETTLING, () -> found(again));

        for (String session : List.of(ready, begun)) {
            await(true, SETTLING, () -> SETTLED.contains(state(again, session)));
            JsonObject told = again.get("/api/sessions/" + session);
            if (told.getString("state").equals("READY")) {
                assertThat(again.exchange("GET", "/sessions/" + session + "/", null, Map.of())
                                .statusCode())
                        .as(told.encode())
                        .isEqualTo(200);
            } else {
                assertThat(told.getString("reason")).as(told.encode()).isNotBlank();
            }
        }
        await(true, SETTLING, () -> Set.of("SUCCEEDED", "FAILED")
                .contains(again.get("/api/jobs/" + job).getString("state")));
        JsonObject done = again.get("/api/jobs/" + job);
        assertThat(done.getString("state")).as(done.encode()).isEqualTo("SUCCEEDED");

        for (String session : List.of(ready, begun)) {
            again.exchange("DELETE", "/api/sessions/" + session, null, Map.of());
            await(true, SETTLING, () -> Set.of("STOPPED", "FAILED").contains(state(again, session)));
        }
        await(0, SETTLING, new LocalEvidence(directory)::orphans);
        String last = session(again, "viewer");
        await("READY", SETTLING, () -> state(again, last));
        assertThat(stack.down()).contains("Ending 1 session or task first.");
        assertThat(new LocalEvidence(directory).orphans()).isZero();
    }

    private static String session(PlatformClient client, String datalab) throws IOException {
        return client.send(
                        "POST",
                        "/api/sessions",
                        new JsonObject()
                                .put("datalab", new JsonObject().put("id", datalab))
                                .put("ids", samples(client, 2)))
                .getString("id");
    }

    private static String job(PlatformClient client) throws IOException {
        return client.send(
                        "POST",
                        "/api/jobs",
                        new JsonObject()
                                .put("datalab", new JsonObject().put("id", "statistics"))
                                .put("ids", samples(client, 9)))
                .getString("id");
    }

    private static JsonArray samples(PlatformClient client, int count) throws IOException {
        return new JsonArray(
                client.get("/api/products?obs_collection=2MASS&limit=" + count).getJsonArray("products").stream()
                        .map(product -> ((JsonObject) product).getString("obs_publisher_did"))
                        .toList());
    }

    private static String state(PlatformClient client, String session) throws IOException {
        return client.get("/api/sessions/" + session).getString("state");
    }

    /** How often the search shows each product of the load. */
    private static Map<String, Integer> found(PlatformClient client) throws IOException {
        Map<String, Integer> times = new TreeMap<>();
        String page = "/api/products?obs_collection=" + ProductLoad.COLLECTION + "&limit=1000";
        for (String next = page; next != null; ) {
            JsonObject answer = client.get(next);
            answer.getJsonArray("products").stream()
                    .map(product -> ((JsonObject) product).getString("obs_publisher_did"))
                    .forEach(id -> times.merge(id, 1, Integer::sum));
            String after = answer.getString("next");
            next = after == null ? null : page + "&after=" + PlatformClient.encode(after);
        }
        return times;
    }

    private static Map<String, Integer> once(Set<String> ids) {
        return ids.stream().collect(Collectors.toMap(id -> id, id -> 1, Integer::sum, TreeMap::new));
    }

    @FunctionalInterface
    private interface Question<T> {
        T ask() throws Exception;
    }

    private static <T> void await(T wanted, Duration deadline, Question<T> question) throws Exception {
        long end = System.nanoTime() + deadline.toNanos();
        T answer = question.ask();
        while (!wanted.equals(answer) && System.nanoTime() < end) {
            Thread.sleep(100);
            answer = question.ask();
        }
        assertThat(answer).isEqualTo(wanted);
    }
}
