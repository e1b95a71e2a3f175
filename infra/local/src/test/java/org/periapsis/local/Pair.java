package org.periapsis.local;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/** Two instances of one service, asked at the same moment by two callers. */
final class Pair {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final List<Vertx> machines = new ArrayList<>();
    private final List<Supplier<Future<Void>>> stops = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();

    /** Starts both and returns when both are ready. Each has an event loop of its own, as two machines have. */
    static <T> Pair of(
            Function<Vertx, Future<T>> start, ToIntFunction<T> port, Function<T, Supplier<Future<Void>>> stop)
            throws Exception {
        Pair pair = new Pair();
        for (int i = 0; i < 2; i++) {
            Vertx vertx = Vertx.vertx();
            pair.machines.add(vertx);
            T app = start.apply(vertx).await(60, TimeUnit.SECONDS);
            pair.stops.add(stop.apply(app));
            pair.ports.add(port.applyAsInt(app));
        }
        for (int number : List.of(0, 1)) {
            Eventually.is(
                    PATIENCE,
                    () -> pair.ask(number, "GET", "/health/ready", "", null)
                            .get()
                            .statusCode(),
                    200);
        }
        return pair;
    }

    /** @param body null for none */
    CompletableFuture<HttpResponse<String>> ask(int number, String method, String path, String token, JsonObject body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.get(number) + path))
                .timeout(PATIENCE);
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        request.method(
                method,
                body == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body.encode()));
        return HTTP.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Asks the first and the second at once. */
    List<HttpResponse<String>> both(String method, String path, List<String> tokens, List<JsonObject> bodies) {
        List<CompletableFuture<HttpResponse<String>>> answers = List.of(
                ask(0, method, path, tokens.get(0), bodies.get(0)), ask(1, method, path, tokens.get(1), bodies.get(1)));
        return answers.stream().map(CompletableFuture::join).toList();
    }

    /** Sends a file to the first and to the second at once. */
    List<HttpResponse<String>> uploads(String path, String token, java.nio.file.Path file) throws IOException {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int port : ports) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .timeout(PATIENCE)
                    .headers("Authorization", "Bearer " + token, "Content-Type", "application/fits")
                    .POST(HttpRequest.BodyPublishers.ofFile(file))
                    .build();
            answers.add(HTTP.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
        }
        return answers.stream().map(CompletableFuture::join).toList();
    }

    /** What an instance answers to a reader who has seen these answers. */
    JsonObject read(int number, String path, String token, List<HttpResponse<String>> seen) throws IOException {
        String positions = String.join(
                ",",
                seen.stream()
                        .flatMap(answer -> answer.headers().firstValue("Periapsis-Position").stream())
                        .toList());
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.get(number) + path))
                .timeout(PATIENCE)
                .headers("Authorization", "Bearer " + token);
        if (!positions.isEmpty()) {
            request.header("Periapsis-Position", positions);
        }
        HttpResponse<String> answer = HTTP.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
                .join();
        if (answer.statusCode() != 200) {
            throw new IOException(answer.statusCode() + " " + answer.body());
        }
        return new JsonObject(answer.body());
    }

    /** Answers by their status. */
    static Map<Integer, List<JsonObject>> byStatus(List<HttpResponse<String>> answers) {
        Map<Integer, List<JsonObject>> byStatus = new java.util.TreeMap<>();
        answers.forEach(answer -> byStatus.computeIfAbsent(answer.statusCode(), status -> new ArrayList<>())
                .add(new JsonObject(answer.body())));
        return byStatus;
    }

    void close() throws Exception {
        for (Supplier<Future<Void>> stop : stops) {
            stop.get().await(30, TimeUnit.SECONDS);
        }
        for (Vertx vertx : machines) {
            vertx.close().await(10, TimeUnit.SECONDS);
        }
    }
}
