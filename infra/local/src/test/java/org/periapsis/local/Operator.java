package org.periapsis.local;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.periapsis.events.topic.Topic;
import org.periapsis.local.client.PlatformClient;
import org.periapsis.local.stack.LocalStack;

/** What an operator sees behind the portal: services' own endpoints, rows, offsets. */
final class Operator {
    private final HttpClient http = HttpClient.newHttpClient();
    private final LocalStack stack;
    private final String token;
    private final JsonObject services;

    Operator(PlatformClient client, LocalStack stack) throws IOException {
        this.stack = stack;
        this.token = client.send("POST", "/auth/tokens", new JsonObject().put("audience", "services"))
                .getString("token");
        this.services = PlatformClient.anonymous(stack.state().addresses().getString("status"))
                .get("/status")
                .getJsonObject("services");
    }

    String schedulerStateHash() throws Exception {
        return ask("GET", "scheduler", "/state/hash").getString("sha256");
    }

    void rebuildIndexer() throws Exception {
        ask("POST", "indexer", "/rebuild");
    }

    /** Every row of every table of the view, as text, by table and number. */
    Map<String, String> indexerRows() throws Exception {
        Map<String, String> rows = new TreeMap<>();
        try (Connection connection = stack.parts().database().superuser();
                Statement statement = connection.createStatement()) {
            for (String table : List.of("product", "replica", "holding")) {
                List<String> found = new ArrayList<>();
                try (ResultSet result =
                        statement.executeQuery("select row_to_json(t)::text from indexer." + table + " t order by 1")) {
                    while (result.next()) {
                        found.add(result.getString(1));
                    }
                }
                for (int i = 0; i < found.size(); i++) {
                    rows.put(table + " " + i, found.get(i));
                }
            }
        }
        return rows;
    }

    /** Offsets that ProductIndexed has come to, over all partitions. */
    long announcements() throws Exception {
        Map<TopicPartition, OffsetSpec> ends = IntStream.range(0, Topic.INDEXED.partitions())
                .mapToObj(partition -> new TopicPartition(Topic.INDEXED.name("", ""), partition))
                .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
        return stack.parts().kafka().admin().listOffsets(ends).all().get().values().stream()
                .mapToLong(end -> end.offset())
                .sum();
    }

    private JsonObject ask(String method, String service, String path) throws Exception {
        int port = services.getJsonObject(service).getInteger("port");
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("Authorization", "Bearer " + token)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IOException(
                    method + " " + path + " of " + service + ": " + answer.statusCode() + " " + answer.body());
        }
        return new JsonObject(answer.body());
    }
}
