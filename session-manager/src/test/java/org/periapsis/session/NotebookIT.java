package org.periapsis.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.events.EntityKind;
import org.periapsis.events.Outcome;
import org.periapsis.events.RunExited;
import org.periapsis.events.RunPlaced;
import org.periapsis.events.RunReady;
import org.periapsis.events.SiteOffered;
import org.periapsis.kit.auth.SessionPass;
import org.periapsis.kit.manifest.ManifestEntry;
import org.periapsis.session.adapter.process.PythonEnvironment;
import org.periapsis.session.adapter.process.PythonState;

/** Real JupyterLab. Skipped, with the reason, where no Python environment can be had. */
class NotebookIT {
    @TempDir
    static Path directory;

    private static AgentStack stack;
    private static AgentApp app;
    private static PythonEnvironment python;

    @BeforeAll
    static void start() throws Exception {
        Path environments = Path.of(System.getProperty("user.home"), ".periapsis", "python");
        python = PythonEnvironment.in(environments, PythonEnvironment.NOTEBOOK, changed -> {});
        Instant deadline = Instant.now().plus(Duration.ofMinutes(10));
        while (python.state() instanceof PythonState.Installing && Instant.now().isBefore(deadline)) {
            TimeUnit.MILLISECONDS.sleep(200);
        }
        assumeThat(python.state()).as(python.state().sentence()).isInstanceOf(PythonState.Ready.class);
        stack = new AgentStack(directory);
        app = AgentStack.get(
                AgentApp.start(stack.vertx, stack.config(Optional.of(environments), Duration.ofSeconds(30))));
        stack.await(SiteOffered.class, offer -> offer.getDatalabs().stream()
                .anyMatch(datalab -> datalab.getDatalab().equals("notebook") && datalab.getReady()));
    }

    @AfterAll
    static void stop() throws Exception {
        if (app != null) {
            AgentStack.get(app.endRuns());
            AgentStack.get(app.stop());
            assertThat(stack.runs.all()).isEmpty();
        }
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    void aCellOpensAnInputThroughTheProxy() throws Exception {
        ManifestEntry product = stack.stores.image("esac", "shape.fits");
        RunPlaced placed = stack.place(stack.placed(EntityKind.SESSION, "notebook", List.of(product)));
        RunReady ready =
                stack.await(RunReady.class, fact -> fact.getRun().getEntityId().equals(placed.getEntityId()));

        assertThat(call("GET", ready.getEndpoint() + "lab", "")).contains("JupyterLab");
        assertThat(call("GET", ready.getEndpoint() + "api/contents/work/start.ipynb?content=0", ""))
                .contains("start.ipynb");
        JsonObject kernel = new JsonObject(call("POST", ready.getEndpoint() + "api/kernels", "{\"name\":\"python3\"}"));
        String code =
                """
                import json, os, pathlib
                from astropy.io import fits
                here = pathlib.Path(os.environ["PERIAPSIS_SELECTION"])
                path = here.parent / json.loads(here.read_text())["products"][0]["files"][0]["path"]
                try:
                    open(path, "ab").write(b"x")
                except OSError as refused:
                    print(type(refused).__name__)
                pathlib.Path.home().joinpath("kept.txt").write_text("kept")
                print(fits.getdata(path).shape, fits.getdata(path).sum())
                """;

        String printed = execute(ready.getEndpoint(), kernel.getString("id"), code);

        assertThat(printed).contains("(2, 2) 12.0");
        assertThat(printed).containsPattern("OSError|PermissionError");
    }

    @Test
    void aNotebookIsExecutedForEachInput() throws Exception {
        ManifestEntry product = stack.stores.image("esac", "batch.fits");
        RunPlaced placed = stack.place(stack.placed(EntityKind.JOB, "notebook-run", List.of(product)));

        RunExited exited =
                stack.await(RunExited.class, fact -> fact.getRun().getEntityId().equals(placed.getEntityId()));

        assertThat(exited.getOutcome()).as(exited.toString()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(exited.getOutputs().getBytes()).isPositive();
    }

    private String execute(String endpoint, String kernel, String code) throws Exception {
        URI uri = URI.create(endpoint + "api/kernels/" + kernel + "/channels?session_id=" + UUID.randomUUID());
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost(uri.getHost())
                .setPort(uri.getPort())
                .setURI(uri.getRawPath() + "?" + uri.getRawQuery())
                .addHeader("Origin", "https://portal.test")
                .addHeader(SessionPass.HEADER, stack.pass(uri.getPath().split("/", 4)[2]));
        StringBuilder printed = new StringBuilder();
        CompletableFuture<String> done = new CompletableFuture<>();
        // Held until the end: a client that nobody holds is closed when the garbage is collected.
        WebSocketClient client = stack.vertx.createWebSocketClient();
        WebSocket socket = AgentStack.get(client.connect(options));
        String id = UUID.randomUUID().toString();
        socket.textMessageHandler(text -> {
            JsonObject message = new JsonObject(text);
            if (!id.equals(message.getJsonObject("parent_header").getString("msg_id"))) {
                return;
            }
            String type = message.getJsonObject("header").getString("msg_type");
            JsonObject content = message.getJsonObject("content");
            if (type.equals("stream")) {
                printed.append(content.getString("text"));
            } else if (type.equals("error")) {
                done.complete(content.encode());
            } else if (type.equals("status")
                    && content.getString("execution_state").equals("idle")) {
                done.complete(printed.toString());
            }
        });
        AgentStack.get(socket.writeTextMessage(new JsonObject()
                .put(
                        "header",
                        new JsonObject()
                                .put("msg_id", id)
                                .put("msg_type", "execute_request")
                                .put("username", "")
                                .put("session", UUID.randomUUID().toString())
                                .put("version", "5.3"))
                .put("parent_header", new JsonObject())
                .put("metadata", new JsonObject())
                .put("channel", "shell")
                .put("content", new JsonObject().put("code", code).put("silent", false))
                .encode()));
        String answer = done.get(AgentStack.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        AgentStack.get(socket.close());
        AgentStack.get(client.close());
        return answer;
    }

    private static String call(String method, String url, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header(SessionPass.HEADER, stack.pass(URI.create(url).getPath().split("/", 4)[2]))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(url + " " + response.body()).isBetween(200, 201);
        return response.body();
    }
}
