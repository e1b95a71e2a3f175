package org.periapsis.session.adapter.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.periapsis.events.door.Flaw;
import org.periapsis.events.door.Numbers;
import org.periapsis.session.domain.request.Ask;
import org.periapsis.session.domain.request.Selection;

/** Bodies that the contract has let through, to what they ask for. */
final class Bodies {
    /** Of all arguments or parameters together: a record on the log has its bound. */
    private static final long LONGEST_IN_ALL = 100_000;

    private Bodies() {}

    static Ask session(JsonObject body) {
        return ask(body, null);
    }

    static Ask job(JsonObject body) {
        Map<String, String> parameters = new LinkedHashMap<>();
        body.getJsonObject("parameters", new JsonObject())
                .forEach(entry -> parameters.put(entry.getKey(), String.valueOf(entry.getValue())));
        long length = parameters.values().stream().mapToLong(String::length).sum();
        if (length > LONGEST_IN_ALL) {
            throw new Flaw(
                            "parameters",
                            "They have " + length + " characters",
                            "Give at most " + LONGEST_IN_ALL + " in all; put more into a product")
                    .exception();
        }
        JsonArray command = body.getJsonArray("command");
        return ask(
                body,
                new Ask.Batch(
                        command == null ? null : command("command", command),
                        parameters,
                        integer(body, "", "max_attempts"),
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
                whole(resources, "resources.", "memory_mib"),
                integer(resources, "resources.", "gpus"),
                body.getString("wish"),
                body.getString("site"),
                whole(body, "", "lease_s"),
                body.getString("team"),
                batch);
    }

    /** A whole number that is one: others lose their upper bits on the way to an int or a long. Null when it is not there. */
    static Long whole(JsonObject body, String path, String name) {
        Object value = body.getValue(name);
        return value == null ? null : Numbers.whole(path + name, value, -Numbers.LARGEST_WHOLE, Numbers.LARGEST_WHOLE);
    }

    static Integer integer(JsonObject body, String path, String name) {
        Object value = body.getValue(name);
        return value == null
                ? null
                : (Integer) (int) Numbers.whole(path + name, value, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /** A program and its arguments. They become one record on the log, and one start of a program. */
    static List<String> command(String field, JsonArray array) {
        List<String> command = strings(array);
        long length = command.stream().mapToLong(String::length).sum();
        if (length > LONGEST_IN_ALL) {
            throw new Flaw(field, "It has " + length + " characters", "Give at most " + LONGEST_IN_ALL + " in all")
                    .exception();
        }
        return command;
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
