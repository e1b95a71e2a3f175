package org.periapsis.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import org.periapsis.local.stack.StackState;

/** What the stack that a state file tells of says of itself: {@code up} and {@code status} ask alike. */
final class StackAnswer {
    /** It asks every service itself, two seconds each at once. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private StackAnswer() {}

    /** @return empty when it does not answer: it starts, ends, or hangs */
    static Optional<JsonObject> of(StackState state) {
        HttpClient client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(state.addresses().getString("status") + "/status"))
                .timeout(PATIENCE)
                .build();
        try {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 ? Optional.of(new JsonObject(answer.body())) : Optional.empty();
        } catch (IOException | DecodeException nobody) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** @return why it is not ready, service by service; empty when it is */
    static String missing(JsonObject status) {
        TreeMap<String, String> why = new TreeMap<>();
        status.getJsonObject("services").forEach(entry -> {
            JsonObject service = (JsonObject) entry.getValue();
            if (!service.getBoolean("ready")) {
                why.put(entry.getKey(), service.getString("why"));
            }
        });
        StringBuilder text = new StringBuilder();
        why.forEach((name, reason) -> text.append(text.isEmpty() ? "" : ", ")
                .append(name)
                .append(" (")
                .append(reason)
                .append(')'));
        return text.toString();
    }
}
