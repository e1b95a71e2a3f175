package org.periapsis.datalabs.viewer.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.periapsis.datalabs.viewer.file.UnreadableException;

/**
 * What is asked for: the parts of the path below the base path, and the parameters.
 *
 * @param parts never empty
 */
record Question(List<String> parts, Map<String, String> parameters) {

    static Question of(String path, String rawQuery) {
        Map<String, String> values = new HashMap<>();
        for (String pair : rawQuery == null ? new String[0] : rawQuery.split("&", -1)) {
            int at = pair.indexOf('=');
            if (at > 0) {
                values.put(pair.substring(0, at), decoded(pair.substring(at + 1)));
            }
        }
        return new Question(List.of(path.split("/", -1)), values);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            // Taken as it stands; what it is for will refuse it by name.
            return text;
        }
    }

    String part(int index) {
        return index < parts.size() ? parts.get(index) : "";
    }

    /** A part of the path as a number from 0. */
    int number(int index, String name) throws UnreadableException {
        return whole(part(index), name);
    }

    /** A parameter as a number from 0. */
    int number(String name, int otherwise) throws UnreadableException {
        String text = parameters.get(name);
        return text == null || text.isEmpty() ? otherwise : whole(text, name);
    }

    private static int whole(String text, String name) throws UnreadableException {
        if (!text.matches("\\d{1,9}")) {
            throw new UnreadableException(name, name + " is no number from 0: " + text, "Give a number from 0");
        }
        return Integer.parseInt(text);
    }

    /** A parameter as any finite number. */
    double real(String name, double otherwise) throws UnreadableException {
        String text = parameters.get(name);
        if (text == null || text.isEmpty()) {
            return otherwise;
        }
        try {
            double value = Double.parseDouble(text);
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // Told below.
        }
        throw new UnreadableException(name, name + " is no number: " + text, "Give a number");
    }

    String text(String name, String otherwise) {
        return parameters.getOrDefault(name, otherwise);
    }
}
