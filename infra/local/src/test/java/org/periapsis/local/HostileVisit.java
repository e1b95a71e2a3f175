package org.periapsis.local;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.periapsis.embedded.Hostile;
import org.periapsis.local.client.PlatformClient;

/** Somebody who sends what nobody sends who means well, through the portal to every service. The same seed does the same. */
final class HostileVisit {
    private static final int ROUNDS = 25;
    private static final String PRODUCT =
            """
            {"name":"x.fits","size":1000,"sha256":"0","access_url":"https://archive.test/x","collection":"C","s_ra":10.5,\
            "s_dec":-20.5,"target_name":"M31","obs_release_date":"2020-01-01","t_min":55000.5,"em_min":5e-7}""";

    private final PlatformClient client;
    private final Hostile hostile;
    private final List<String> wrong = new ArrayList<>();
    private int number;

    HostileVisit(PlatformClient client, long seed) {
        this.client = client;
        this.hostile = new Hostile(seed);
    }

    /** @return requests that were answered by a fault, or refused without saying why; empty when all is well */
    List<String> everyDoor() throws IOException {
        for (int i = 0; i < ROUNDS; i++) {
            post("/api/archives/esa-sky/products", product());
            post(
                    "/api/sessions",
                    fields("{\"datalab\":{\"id\":\"nothing\"},\"name\":\"x\",\"lease_s\":60,\"query\":\"q=m31\"}"));
            post(
                    "/api/jobs",
                    fields(
                            "{\"datalab\":{\"id\":\"nothing\"},\"name\":\"x\",\"parameters\":{\"a\":\"b\"},\"ids\":[\"x\"]}"));
            post("/api/placements/preview", fields("{\"datalab\":{\"id\":\"viewer\"},\"resources\":{\"cores\":1}}"));
            post("/api/products/summary", fields("{\"ids\":[\"x\"]}"));
            post("/launch", fields("{\"ids\":[\"x\"],\"datalab\":\"viewer\"}"));
        }
        for (String text : Hostile.texts()) {
            String value = Hostile.percent(text);
            for (String path : List.of(
                    "/api/products?q=" + value + "&after=" + value,
                    "/api/products?t_min=" + value + "&intersects=" + value,
                    "/api/products/" + value,
                    "/api/files/" + value,
                    "/api/events/history?about=" + value + "&before=" + value,
                    "/api/sessions/" + value,
                    "/api/jobs?after=" + value,
                    "/api/sites/traffic?from=" + value,
                    "/api/baskets/" + value)) {
                expectAnswer(path, client.exchange("GET", path, null, Map.of()));
            }
        }
        return wrong;
    }

    private Map<String, String> product() {
        Map<String, String> fields = fields(PRODUCT);
        fields.put("sha256", Hostile.quoted(String.format("%064x", ++number)));
        return fields;
    }

    private static Map<String, String> fields(String ordinary) {
        Map<String, String> fields = new LinkedHashMap<>();
        new JsonObject(ordinary).forEach(entry -> {
            Object value = entry.getValue();
            fields.put(entry.getKey(), value instanceof String text ? Hostile.quoted(text) : String.valueOf(value));
        });
        return fields;
    }

    private void post(String path, Map<String, String> ordinary) throws IOException {
        String body = hostile.object(ordinary);
        expectAnswer(path + " " + body, client.post(path, "application/json", body.getBytes(StandardCharsets.UTF_8)));
    }

    private void expectAnswer(String sent, HttpResponse<String> answer) {
        boolean problem = answer.headers().firstValue("Content-Type").orElse("").contains("problem+json");
        boolean said =
                answer.statusCode() != 400 || (problem && new JsonObject(answer.body()).getString("remedy") != null);
        if (answer.statusCode() >= 500 || !said) {
            wrong.add(cut(sent) + " -> " + answer.statusCode() + " " + cut(answer.body()));
        }
    }

    private static String cut(String text) {
        return text.substring(0, Math.min(300, text.length()));
    }
}
