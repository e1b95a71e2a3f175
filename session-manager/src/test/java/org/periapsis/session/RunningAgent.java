package org.periapsis.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.minio.GetObjectArgs;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.periapsis.events.DatalabKind;
import org.periapsis.events.DatalabRef;
import org.periapsis.events.EntityKind;
import org.periapsis.events.Outcome;
import org.periapsis.events.Owner;
import org.periapsis.events.RunConcluded;
import org.periapsis.events.RunExited;
import org.periapsis.events.RunPlaced;
import org.periapsis.events.RunRef;
import org.periapsis.events.SessionStopRequested;
import org.periapsis.kit.auth.SessionPass;
import org.periapsis.kit.manifest.ManifestEntry;

/** An agent on real Kafka and S3, with real processes, and what is done to it and asked of it. */
final class RunningAgent {
    final AgentStack stack;
    private final Path directory;
    private final AgentApp app;

    RunningAgent(Path directory) throws Exception {
        this.directory = directory;
        stack = new AgentStack(directory);
        app = AgentStack.get(AgentApp.start(stack.vertx, stack.config(Optional.empty(), Duration.ofSeconds(30))));
    }

    void close() throws Exception {
        AgentStack.get(app.endRuns());
        assertThat(stack.runs.all()).isEmpty();
        AgentStack.get(app.stop());
        stack.close();
    }

    /** @param what such as `logs` */
    String url(RunPlaced placed, String what) {
        return "http://127.0.0.1:" + app.port() + "/runs/" + placed.getEntityId() + "/" + what;
    }

    RunPlaced place(EntityKind kind, String datalab, List<ManifestEntry> inputs) throws Exception {
        return stack.place(stack.placed(kind, datalab, inputs));
    }

    /** Waits until a run is over. */
    RunExited exited(RunPlaced placed) {
        return stack.await(RunExited.class, fact -> about(fact.getRun(), placed));
    }

    Path file(String name, String text) throws Exception {
        return Files.writeString(directory.resolve(name), text);
    }

    /** A session is ended by who has it. */
    void stop(RunPlaced session, String reason) throws Exception {
        stack.publish(
                "session-manager",
                session.getEntityId().toString(),
                new SessionStopRequested(session.getEntityId(), session.getOwner(), "", AgentStack.AUTHORITY, reason));
    }

    void conclude(RunPlaced placed, Outcome outcome) throws Exception {
        stack.publish(
                "scheduler",
                placed.getEntityId().toString(),
                RunConcluded.newBuilder()
                        .setEntityId(placed.getEntityId())
                        .setEntityKind(placed.getEntityKind())
                        .setRunId(placed.getRunId())
                        .setEpoch(placed.getEpoch())
                        .setSite(placed.getSite())
                        .setOwner(new Owner(AgentStack.ISSUER, "anna"))
                        .setTeam("")
                        .setAuthority(AgentStack.AUTHORITY)
                        .setOutcome(outcome)
                        .setDatalab(new DatalabRef("viewer", "1.0.0", DatalabKind.SESSION))
                        .build());
    }

    byte[] object(String uri) throws Exception {
        URI parsed = URI.create(uri);
        try (var object = stack.stores
                .client("ingest-esac")
                .getObject(GetObjectArgs.builder()
                        .bucket(parsed.getHost())
                        .object(parsed.getPath().substring(1))
                        .build())) {
            return object.readAllBytes();
        }
    }

    static boolean about(RunRef run, RunPlaced placed) {
        return run.getEntityId().equals(placed.getEntityId()) && run.getEpoch() == placed.getEpoch();
    }

    static HttpResponse<String> get(String url, String token) throws Exception {
        return send("GET", url, token);
    }

    static HttpResponse<String> enter(String url, String pass) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header(SessionPass.HEADER, pass)
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    static HttpResponse<String> send(String method, String url, String token) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url)).method(method, HttpRequest.BodyPublishers.noBody());
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
