package org.periapsis.local.client;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs a cell in a session's Jupyter server, as a notebook would: REST for the kernel, WebSocket for its messages. */
public final class NotebookKernel {
    private static final String PROTOCOL = "5.3";

    private final PlatformClient client;
    private final String session;

    /** @param session session id */
    public NotebookKernel(PlatformClient client, String session) {
        this.client = client;
        this.session = session;
    }

    /**
     * Starts a kernel, runs the code and ends the kernel.
     *
     * @param path the notebook's place below the session's root; the kernel's working directory
     * @return what the code printed
     * @throws IOException when the code raised, or did not end within the deadline
     */
    public String run(String path, String code, Duration deadline) throws IOException {
        Opened opened = open(path);
        try {
            return execute(opened, code, deadline);
        } finally {
            client.exchange("DELETE", api() + "/sessions/" + opened.session(), null, java.util.Map.of());
        }
    }

    /** A kernel that goes on until its program ends. */
    public record Opened(String session, String kernel) {}

    /** @param path as in {@link #run} */
    public Opened open(String path) throws IOException {
        JsonObject opened = client.send(
                "POST",
                api() + "/sessions",
                new JsonObject()
                        .put("path", path)
                        .put("name", "demo")
                        .put("type", "notebook")
                        .put("kernel", new JsonObject().put("name", "python3")));
        return new Opened(opened.getString("id"), opened.getJsonObject("kernel").getString("id"));
    }

    /** Runs the code in a kernel that is open, over a connection of its own. Otherwise as {@link #run}. */
    public String execute(Opened opened, String code, Duration deadline) throws IOException {
        try {
            Execution execution = new Execution();
            WebSocket socket = client.webSocket(api() + "/kernels/" + opened.kernel() + "/channels", execution);
            socket.sendText(execution.request(code), true).join();
            String printed = execution.printed.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
            return printed;
        } catch (ExecutionException e) {
            throw new IOException("the cell failed: " + e.getCause().getMessage(), e);
        } catch (TimeoutException e) {
            throw new IOException("the cell did not end within " + deadline, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private String api() {
        return "/sessions/" + session + "/api";
    }

    /** One execute request and the messages that answer it. */
    private static final class Execution implements WebSocket.Listener {
        private final CompletableFuture<String> printed = new CompletableFuture<>();
        private final String id = UUID.randomUUID().toString();
        private final StringBuilder frame = new StringBuilder();
        private final StringBuilder output = new StringBuilder();

        String request(String code) {
            return new JsonObject()
                    .put(
                            "header",
                            new JsonObject()
                                    .put("msg_id", id)
                                    .put("msg_type", "execute_request")
                                    .put("username", "periapsis")
                                    .put("session", id)
                                    .put("date", java.time.Instant.now().toString())
                                    .put("version", PROTOCOL))
                    .put("parent_header", new JsonObject())
                    .put("metadata", new JsonObject())
                    .put(
                            "content",
                            new JsonObject()
                                    .put("code", code)
                                    .put("silent", false)
                                    .put("store_history", false)
                                    .put("user_expressions", new JsonObject())
                                    .put("allow_stdin", false)
                                    .put("stop_on_error", true))
                    .put("buffers", new JsonArray())
                    .put("channel", "shell")
                    .encode();
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            frame.append(data);
            if (last) {
                message(new JsonObject(frame.toString()));
                frame.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            printed.completeExceptionally(new IOException("the kernel's socket closed: " + status + " " + reason));
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable failure) {
            printed.completeExceptionally(failure);
        }

        private void message(JsonObject message) {
            if (!id.equals(message.getJsonObject("parent_header").getString("msg_id"))) {
                return;
            }
            JsonObject content = message.getJsonObject("content");
            switch (message.getJsonObject("header").getString("msg_type")) {
                case "stream" -> output.append(content.getString("text"));
                case "error" ->
                    printed.completeExceptionally(
                            new IOException(content.getString("ename") + ": " + content.getString("evalue")));
                case "execute_reply" -> {
                    if (!"ok".equals(content.getString("status"))) {
                        printed.completeExceptionally(new IOException(content.encode()));
                    }
                }
                case "status" -> {
                    if ("idle".equals(content.getString("execution_state"))) {
                        printed.complete(output.toString());
                    }
                }
                default -> {
                    // Other messages carry nothing that is waited for.
                }
            }
        }
    }
}
