package org.periapsis.cli.external;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.periapsis.local.client.NotebookKernel;
import org.periapsis.local.client.PlatformClient;
import org.periapsis.local.demo.Polling;

/** Somebody's JupyterLab with a kernel that counts: it is the same program as long as the count goes on. */
final class OpenNotebook {
    private static final Duration OFFERED = Duration.ofMinutes(10);
    private static final Duration READY = Duration.ofMinutes(3);
    private static final Duration CELL = Duration.ofSeconds(30);

    private final PlatformClient client;
    private final String id;
    private final NotebookKernel notebook;
    private final NotebookKernel.Opened kernel;
    private int count;

    private OpenNotebook(PlatformClient client, String id) throws IOException {
        this.client = client;
        this.id = id;
        this.notebook = new NotebookKernel(client, id);
        this.kernel = notebook.open("work/external.ipynb");
        notebook.execute(kernel, "count = 0", CELL);
    }

    static OpenNotebook start(PlatformClient client, List<String> inputs) throws IOException {
        JsonObject ask = new JsonObject()
                .put("datalab", new JsonObject().put("id", "notebook"))
                .put("ids", new JsonArray(inputs))
                .put("name", "external");
        Polling.until(
                OFFERED,
                "a notebook can be started",
                () -> client.exchange("POST", "/api/placements/preview", ask, java.util.Map.of())
                                        .statusCode()
                                == 200
                        ? Boolean.TRUE
                        : null);
        String id = client.send("POST", "/api/sessions", ask).getString("id");
        Polling.until(READY, "session " + id + " to be READY", () -> {
            JsonObject now = client.get("/api/sessions/" + id);
            if (Set.of("FAILED", "STOPPED").contains(now.getString("state"))) {
                throw new IOException("the session ended: " + now.encode());
            }
            return "READY".equals(now.getString("state")) ? now : null;
        });
        return new OpenNotebook(client, id);
    }

    String id() {
        return id;
    }

    /** @return whether the same program counts on */
    String countsOn() {
        try {
            String printed =
                    notebook.execute(kernel, "count += 1\nprint(count)", CELL).strip();
            count += 1;
            return printed.equals(Integer.toString(count)) ? "kept" : "another program: " + printed + " of " + count;
        } catch (IOException | RuntimeException e) {
            return "not reached: " + e;
        }
    }

    String state() throws IOException {
        return client.get("/api/sessions/" + id).getString("state");
    }

    void stop() throws IOException {
        client.exchange("DELETE", "/api/sessions/" + id, null, java.util.Map.of());
        Polling.until(READY, "the session to be STOPPED", () -> "STOPPED".equals(state()) ? Boolean.TRUE : null);
    }
}
