package org.periapsis.session;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** One person at the API. */
public record ApiClient(int port, String token) {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** An answer. */
    public record Answer(int status, String text, String position, String location) {
        public JsonObject json() {
            return new JsonObject(text);
        }

        public String field() {
            return json().getString("field");
        }
    }

    /** @return what asks for a session or a job over some products */
    public static JsonObject ask(String datalab, String... ids) {
        return new JsonObject()
                .put("datalab", new JsonObject().put("id", datalab))
                .put("ids", new JsonArray(List.of(ids)));
    }

    /** @return the id of a session that was asked for and taken */
    public UUID session(String datalab, String... ids) throws Exception {
        Answer answer = post("/sessions", ask(datalab, ids));
        if (answer.status() != 202) {
            throw new AssertionError(answer.status() + " " + answer.text());
        }
        return UUID.fromString(answer.json().getString("id"));
    }

    public Answer get(String path) throws Exception {
        return send("GET", path, null).join();
    }

    /** @param position of the write that must be seen; null when none must */
    public Answer get(String path, String position) throws Exception {
        if (position == null) {
            return get(path);
        }
        return send("GET", path, null, "Periapsis-Position", position).join();
    }

    public Answer post(String path, JsonObject body, String... headers) throws Exception {
        return send("POST", path, body, headers).join();
    }

    public Answer put(String path) throws Exception {
        return send("PUT", path, null).join();
    }

    public Answer delete(String path) throws Exception {
        return send("DELETE", path, null).join();
    }

    public CompletableFuture<Answer> send(String method, String path, JsonObject body, String... headers) {
        return raw(method, path, body == null ? null : body.encode(), headers);
    }

    /** @param body JSON, or what pretends to be; null for none */
    public CompletableFuture<Answer> raw(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(60))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
                .thenApply(answer -> new Answer(
                        answer.statusCode(),
                        answer.body(),
                        answer.headers().firstValue("Periapsis-Position").orElse(null),
                        answer.headers().firstValue("Location").orElse(null)));
    }
}
