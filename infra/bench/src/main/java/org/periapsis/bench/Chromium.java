package org.periapsis.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Headless Chromium with one page, driven by its own DevTools protocol: no driver stands between it and the clock. */
final class Chromium implements AutoCloseable {
    private static final List<Path> PROGRAMS = List.of(
            Path.of("/usr/bin/chromium"), Path.of("/usr/bin/chromium-browser"), Path.of("/usr/bin/google-chrome"));
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Process process;
    private final Path profile;
    private final WebSocket socket;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonObject>> asked = new ConcurrentHashMap<>();

    Chromium() throws IOException, InterruptedException {
        profile = Files.createTempDirectory("periapsis-bench-browser");
        process = new ProcessBuilder(
                        program(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--remote-debugging-port=0",
                        "--window-size=1440,900",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Path said = profile.resolve("DevToolsActivePort");
        Waiting.until(PATIENCE, "Chromium", () -> Files.exists(said) && Files.size(said) > 0);
        String port = Files.readAllLines(said).get(0);
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(page(port)), new Answers())
                .join();
    }

    private static String program() throws IOException {
        return PROGRAMS.stream()
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IOException("there is no Chromium here: install the package chromium"))
                .toString();
    }

    private static String page(String port) throws IOException, InterruptedException {
        String[] found = new String[1];
        Loopback loopback = new Loopback("");
        Waiting.until(PATIENCE, "a page of Chromium", () -> {
            found[0] = loopback.exchange("GET", "http://127.0.0.1:" + port + "/json/list")
                    .flatMap(answer -> pages(answer.body()))
                    .orElse(null);
            return found[0] != null;
        });
        return found[0];
    }

    private static Optional<String> pages(String list) {
        return new JsonArray(list)
                .stream()
                        .map(JsonObject.class::cast)
                        .filter(target -> "page".equals(target.getString("type")))
                        .map(target -> target.getString("webSocketDebuggerUrl"))
                        .findFirst();
    }

    /** One command of the protocol, and its result. */
    JsonObject send(String method, JsonObject parameters) throws IOException {
        int number = numbers.incrementAndGet();
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        asked.put(number, answer);
        socket.sendText(
                        new JsonObject()
                                .put("id", number)
                                .put("method", method)
                                .put("params", parameters)
                                .encode(),
                        true)
                .join();
        try {
            JsonObject told = answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (told.containsKey("error")) {
                throw new IOException(
                        method + ": " + told.getJsonObject("error").encode());
            }
            return told.getJsonObject("result");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(method + " was interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(method + " was not answered", e);
        }
    }

    /** What an expression is in the page, as JSON has it. */
    Object ask(String expression) throws IOException {
        JsonObject told = send(
                "Runtime.evaluate",
                new JsonObject().put("expression", expression).put("returnByValue", true));
        if (told.containsKey("exceptionDetails")) {
            throw new IOException(
                    expression + ": " + told.getJsonObject("exceptionDetails").encode());
        }
        return told.getJsonObject("result").getValue("value");
    }

    @Override
    public void close() throws IOException {
        socket.abort();
        Waiting.end(process);
        Scratch.delete(profile);
    }

    /** Puts fragments together and hands each answer to who asked. */
    private final class Answers implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                JsonObject told = new JsonObject(text.toString());
                text.setLength(0);
                CompletableFuture<JsonObject> waiting =
                        told.containsKey("id") ? asked.remove(told.getInteger("id")) : null;
                if (waiting != null) {
                    waiting.complete(told);
                }
            }
            from.request(1);
            return null;
        }
    }
}
