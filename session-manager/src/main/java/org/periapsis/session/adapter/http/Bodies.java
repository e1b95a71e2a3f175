package org.periapsis.session.adapter.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.periapsis.session.domain.request.Ask;
import org.periapsis.session.domain.request.Selection;

/** Bodies that the contract has let through, to what they ask for. */
final class Bodies {
    private Bodies() {}

    static Ask session(JsonObject body) {
        return ask(body, null);
    }

    static Ask job(JsonObject body) {
        Map<String, String> parameters = new LinkedHashMap<>();
        body.getJsonObject("parameters", new JsonObject())
                .forEach(entry -> parameters.put(entry.getKey(), String.valueOf(entry.getValue())));
        JsonArray command = body.getJsonArray("command");
        return ask(
                body,
                new Ask.Batch(
                        command == null ? null : strings(command),
                        parameters,
                        body.getInteger("max_attempts"),
                        body.getString("output_rights")));
    }

    private static Ask ask(JsonObject body, Ask.Batch batch) {
        JsonObject datalab = body.getJsonObject("datalab", new JsonObject());
        JsonObject resources = body.getJsonObject("resources", new JsonObject());
        Number cores = resources.getNumber("cores");
        return new Ask(
                body.getString("name"),
                datalab.getString("id"),
                datalab.getString("version"),
                new Selection(strings(body.getJsonArray("ids", new JsonArray())), body.getString("query")),
                cores == null ? null : cores.doubleValue(),
                resources.getLong("memory_mib"),
                resources.getInteger("gpus"),
                body.getString("wish"),
                body.getString("site"),
                body.getLong("lease_s"),
                body.getString("team"),
                batch);
    }

    static List<String> strings(JsonArray array) {
        return array.stream().map(String::valueOf).toList();
    }

    /** @return the body as text in which the order of fields does not show: the same request, the same text */
    static String canonical(JsonObject body) {
        return new JsonObject(sorted(body)).encode();
    }

    private static Map<String, Object> sorted(JsonObject object) {
        Map<String, Object> map = new TreeMap<>();
        object.forEach(entry -> map.put(
                entry.getKey(), entry.getValue() instanceof JsonObject inner ? sorted(inner) : entry.getValue()));
        return map;
    }
}
