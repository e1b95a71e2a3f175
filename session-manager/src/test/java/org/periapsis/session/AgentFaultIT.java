package org.periapsis.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.events.EntityKind;
import org.periapsis.events.RunLost;
import org.periapsis.events.RunPlaced;
import org.periapsis.events.RunReady;

/** An agent in a JVM of its own that is killed at once, as by a crash. */
class AgentFaultIT {

    @TempDir
    static Path directory;

    private static AgentStack stack;
    private final List<Process> agents = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        stack = new AgentStack(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        stack.close();
    }

    @AfterEach
    void endAgents() throws Exception {
        for (Process agent : agents) {
            agent.destroy();
            agent.waitFor();
        }
        await(() -> stack.processes().isEmpty());
    }

    @Test
    void aKilledAgentThatComesBackServesItsSessionsAgain() throws Exception {
        Process first = agent(Duration.ofMinutes(1));
        RunPlaced placed = stack.place(stack.placed(EntityKind.SESSION, "viewer", List.of()));
        RunReady before = ready(placed);
        stack.forget();

        first.destroyForcibly().waitFor();
        stack.forgetMembers();
        agent(Duration.ofMinutes(1));

        RunReady after = ready(placed);
        assertThat(after.getRun().getAgent()).isNotEqualTo(before.getRun().getAgent());
        assertThat(after.getExpiresAt()).isEqualTo(before.getExpiresAt());
        assertThat(get(after.getEndpoint())).isEqualTo(200);
        assertThat(stack.seen(RunLost.class))
                .noneMatch(fact -> fact.getRun().getEntityId().equals(placed.getEntityId()));
    }

    @Test
    void nothingOutlivesAnAgentThatStaysAwayAndItsRunsAreReportedLost() throws Exception {
        Process first = agent(Duration.ofSeconds(3));
        RunPlaced placed = stack.place(stack.placed(EntityKind.SESSION, "viewer", List.of()));
        ready(placed);
        assertThat(stack.processes()).isNotEmpty();

        first.destroyForcibly().waitFor();
        await(() -> stack.processes().isEmpty());

        agent(Duration.ofSeconds(3));
        RunLost lost =
                stack.await(RunLost.class, fact -> fact.getRun().getEntityId().equals(placed.getEntityId()));
        assertThat(lost.getReason()).contains("watchdog");
    }

    private static RunReady ready(RunPlaced placed) {
        return stack.await(RunReady.class, fact -> fact.getRun().getEntityId().equals(placed.getEntityId()));
    }

    private Process agent(Duration watchdog) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                AgentMain.class.getName());
        builder.environment().putAll(stack.environment(watchdog));
        File log = directory.resolve("agent-" + agents.size() + ".log").toFile();
        Process agent = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
        agents.add(agent);
        return agent;
    }

    private static int get(String url) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Bearer " + stack.token("anna", "user"))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private interface Check {
        boolean holds() throws Exception;
    }

    private static void await(Check check) throws Exception {
        Instant deadline = Instant.now().plus(AgentStack.PATIENCE);
        while (!check.holds()) {
            assertThat(Instant.now()).as("deadline").isBefore(deadline);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}
