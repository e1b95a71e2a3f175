package org.periapsis.client.show;

import java.util.Optional;
import java.util.function.Function;
import org.periapsis.client.json.Json;

/**
 * A column of a list.
 *
 * @param value what stands in it, as data
 * @param people the same for people
 * @param right whether it is set flush right
 * @param flexible whether it may be cut to fit the terminal
 */
public record Column(
        String name,
        Function<Json, Optional<?>> value,
        Function<Object, String> people,
        boolean right,
        boolean flexible) {

    /** @return a text that may be cut */
    public static Column text(String name, Function<Json, Optional<?>> value) {
        return new Column(name, value, String::valueOf, false, true);
    }

    /** @return the field of the same name, a text that may be cut */
    public static Column text(String name) {
        return text(name, json -> json.text(name));
    }

    /** @return a short word, never cut */
    public static Column word(String name, Function<Json, Optional<?>> value) {
        return new Column(name, value, String::valueOf, false, false);
    }

    public static Column word(String name) {
        return word(name, json -> json.text(name));
    }

    public static Column number(String name, Function<Json, Optional<?>> value, Function<Object, String> people) {
        return new Column(name, value, people, true, false);
    }

    public static Column number(String name) {
        return number(name, json -> json.number(name), String::valueOf);
    }

    public static Column bytes(String name, Function<Json, Optional<?>> value) {
        return number(name, value, bytes -> Amounts.bytes(((Number) bytes).longValue()));
    }

    public static Column seconds(String name, Function<Json, Optional<?>> value) {
        return number(name, value, seconds -> Amounts.seconds(((Number) seconds).doubleValue()));
    }

    public static Column time(String name, Function<Json, Optional<?>> value) {
        return new Column(name, value, time -> Amounts.time(time.toString()), false, false);
    }

    String shown(Json row) {
        return value.apply(row)
                .map(people)
                .orElse("")
                .replaceAll("\\s*[\\r\\n]+\\s*", " ")
                .replaceAll("\\p{Cntrl}", "?");
    }
}
