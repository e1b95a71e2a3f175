package org.periapsis.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.embedded.Patience;
import org.periapsis.events.EntityKind;
import org.periapsis.events.Outcome;
import org.periapsis.events.RunExited;
import org.periapsis.events.RunLost;
import org.periapsis.events.RunPlaced;
import org.periapsis.events.RunReady;
import org.periapsis.events.SessionConcluded;
import org.periapsis.events.SiteOffered;
import org.periapsis.kit.auth.SessionPass;
import org.periapsis.kit.manifest.ManifestEntry;

/** An agent in a JVM of its own that is killed at once, as by a crash. */
class AgentFaultIT {

    @TempDir
    static Path directory;

    private static AgentStack stack;
    private final List<Process> agents = new ArrayList<>();
    private final List<RunPlaced> placements = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        stack = new AgentStack(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        stack.close();
    }

    /** An agent that stops leaves its runs alone: they are ended as people end them. */
    @AfterEach
    void endAgents() throws Exception {
        for (RunPlaced placed : placements) {
            stack.publish(
                    "scheduler",
                    placed.getEntityId().toString(),
                    new SessionConcluded(
                            placed.getEntityId(),
                            placed.getOwner(),
                            "",
                            AgentStack.AUTHORITY,
                            Outcome.STOPPED,
                            "test"));
        }
        Patience.until(
                "no run is left", AgentStack.PATIENCE, () -> stack.runs.all().isEmpty());
        for (Process agent : agents) {
            agent.destroy();
            agent.waitFor();
        }
    }

    @Test
    void aKilledAgentThatComesBackServesItsSessionsAgain() throws Exception {
        Process first = agent(Duration.ofMinutes(1));
        RunPlaced placed = place(stack.placed(EntityKind.SESSION, "viewer", List.of()));
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
        RunPlaced placed = place(stack.placed(EntityKind.SESSION, "viewer", List.of()));
        ready(placed);
        assertThat(stack.runs.all()).isNotEmpty();

        first.destroyForcibly().waitFor();
        Patience.until(
                "no run is left", AgentStack.PATIENCE, () -> stack.runs.all().isEmpty());

        agent(Duration.ofSeconds(3));
        RunLost lost =
                stack.await(RunLost.class, fact -> fact.getRun().getEntityId().equals(placed.getEntityId()));
        assertThat(lost.getReason()).contains("watchdog");
    }

    @Test
    void aStoppedAgentLeavesASessionRunningAndItsNextLifeServesTheSameProgram() throws Exception {
        Process first = agent(Duration.ofMinutes(1));
        RunPlaced placed = place(stack.placed(EntityKind.SESSION, "viewer", List.of()));
        RunReady before = ready(placed);
        List<Long> programs = stack.runs.pids();
        assertThat(programs).isNotEmpty();
        stack.forget();

        first.destroy();
        assertThat(first.waitFor()).isEqualTo(143);

        SiteOffered last = stack.await(SiteOffered.class, offer -> !offer.getAccepting());
        assertThat(last.getDeadlineS()).as("a restart may take its time").isEqualTo(60);
        assertThat(last.getKeepsS()).isEqualTo(60);
        assertThat(stack.runs.pids()).isEqualTo(programs);
        agent(Duration.ofMinutes(1));
        RunReady after = ready(placed);
        assertThat(after.getRun().getAgent()).isNotEqualTo(before.getRun().getAgent());
        assertThat(stack.runs.pids()).as("the same processes").isEqualTo(programs);
        assertThat(get(after.getEndpoint())).isEqualTo(200);
        assertThat(stack.seen(RunLost.class)).isEmpty();
        assertThat(stack.seen(RunExited.class)).isEmpty();
    }

    @Test
    void aTaskThatRanWhileItsAgentWasStoppedIsDoneOnceAndTheJobGoesOn() throws Exception {
        List<ManifestEntry> inputs = List.of(
                stack.stores.product("esac", Files.writeString(directory.resolve("a.txt"), "a")),
                stack.stores.product("esac", Files.writeString(directory.resolve("b.txt"), "b")));
        // Each task counts itself in its owner's home, and the first waits until the agent is gone.
        String task =
                "echo run >>{work}/count; n=0; while [ ! -e {work}/go ] && [ $n -lt 1200 ]; do sleep 0.1; n=$((n+1)); done;"
                        + " cp {work}/count {out}/count.txt";
        Process first = agent(Duration.ofMinutes(1));
        RunPlaced placed =
                place(stack.placed(EntityKind.JOB, "statistics", inputs).setCommand(List.of("sh", "-c", task)));
        Patience.until(
                "it has counted", AgentStack.PATIENCE, () -> !homeFiles("count").isEmpty());
        List<Long> programs = stack.runs.pids();

        first.destroy();
        first.waitFor();
        assertThat(stack.runs.pids()).isEqualTo(programs);
        Files.writeString(homeFiles("count").get(0).resolveSibling("go"), "");
        Patience.until(
                "no run is left", AgentStack.PATIENCE, () -> stack.runs.all().isEmpty());
        agent(Duration.ofMinutes(1));

        RunExited exited =
                stack.await(RunExited.class, fact -> fact.getRun().getEntityId().equals(placed.getEntityId()));
        assertThat(exited.getOutcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(exited.getTasksSucceeded()).isEqualTo(2);
        assertThat(Files.readAllLines(homeFiles("count").get(0)))
                .as("each task once")
                .hasSize(2);
        Files.delete(homeFiles("count").get(0));
    }

    private static List<Path> homeFiles(String name) throws IOException {
        try (Stream<Path> files = Files.find(
                directory.resolve("agent"),
                6,
                (file, attributes) -> file.endsWith(Path.of(name)) && attributes.isRegularFile())) {
            return files.toList();
        } catch (UncheckedIOException gone) {
            return List.of(); // while the agent tries out what isolation there is
        }
    }

    private RunPlaced place(RunPlaced.Builder builder) throws Exception {
        RunPlaced placed = stack.place(builder);
        placements.add(placed);
        return placed;
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
                .header(SessionPass.HEADER, stack.pass(URI.create(url).getPath().split("/", 4)[2]))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
