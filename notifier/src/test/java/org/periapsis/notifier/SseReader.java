package org.periapsis.notifier;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.parsetools.RecordParser;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Reads server-sent events over a connection of its own; can stop reading, and cut. */
final class SseReader {
    private final HttpClient client;
    private final HttpClientResponse response;
    private final HttpClientRequest request;
    private final List<JsonObject> events = new ArrayList<>();
    private final List<String> gaps = new ArrayList<>();
    private String pendingId = "";
    private String lastId = "";
    private String name = "";
    private String data = "";
    private int comments;
    private boolean ended;

    private SseReader(HttpClient client, HttpClientRequest request, HttpClientResponse response) {
        this.client = client;
        this.request = request;
        this.response = response;
        RecordParser lines = RecordParser.newDelimited("\n");
        lines.handler(line -> line(line.toString()));
        response.exceptionHandler(failure -> end());
        response.endHandler(done -> end());
        response.handler(lines);
    }

    static SseReader open(Vertx vertx, int port, String query, String token, String lastId) throws Exception {
        HttpClient client = vertx.createHttpClient();
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI("/events" + query);
        if (token != null) {
            options.putHeader("Authorization", "Bearer " + token);
        }
        if (lastId != null) {
            options.putHeader("Last-Event-ID", lastId);
        }
        return client.request(options)
                .compose(request -> request.send().map(response -> new SseReader(client, request, response)))
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    int status() {
        return response.statusCode();
    }

    void pause() {
        response.pause();
    }

    void resume() {
        response.resume();
    }

    /** Ends the connection without a word. */
    void cut() throws Exception {
        request.connection().close();
        client.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    synchronized List<JsonObject> events() {
        return List.copyOf(events);
    }

    synchronized List<String> ids() {
        return events.stream().map(event -> event.getString("id")).toList();
    }

    synchronized List<String> gaps() {
        return List.copyOf(gaps);
    }

    synchronized String lastId() {
        return lastId;
    }

    synchronized int comments() {
        return comments;
    }

    synchronized boolean ended() {
        return ended;
    }

    private synchronized void end() {
        ended = true;
    }

    private synchronized void line(String line) {
        if (line.startsWith(":")) {
            comments++;
        } else if (line.startsWith("id: ")) {
            pendingId = line.substring(4);
        } else if (line.startsWith("event: ")) {
            name = line.substring(7);
        } else if (line.startsWith("data: ")) {
            data = line.substring(6);
        } else if (line.isEmpty()) {
            lastId = pendingId.isEmpty() ? lastId : pendingId;
            if (!data.isEmpty() && name.isEmpty()) {
                events.add(new JsonObject(data));
            } else if (!data.isEmpty()) {
                gaps.add(data);
            }
            name = "";
            data = "";
        }
    }
}
