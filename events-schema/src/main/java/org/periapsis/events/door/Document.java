package org.periapsis.events.door;

import java.util.Map;
import java.util.Optional;

/**
 * A document as a JSON reader makes it, of maps, lists, texts and numbers: what is wrong with any part of it, named by its path,
 * such as {@code resources.cores} or {@code ids[3]}.
 */
public final class Document {
    /** Deeper than any document that means something here. */
    public static final int DEEPEST = 32;

    private static final int LONGEST_KEY = 200;

    private Document() {}

    /**
     * Looks at every key, text and number. Lengths of texts are for those who know their use.
     *
     * @return the first flaw
     */
    public static Optional<Flaw> flaw(String field, Object value) {
        return flaw(field, value, 0);
    }

    private static Optional<Flaw> flaw(String path, Object value, int depth) {
        if (value instanceof String text) {
            return Text.characterFlaw(named(path), text);
        }
        if (value instanceof Double || value instanceof Float) {
            return Double.isFinite(((Number) value).doubleValue())
                    ? Optional.empty()
                    : Optional.of(new Flaw(named(path), "It is beyond any number", "Give a finite number"));
        }
        if (depth >= DEEPEST && (value instanceof Map || value instanceof Iterable)) {
            return Optional.of(new Flaw(named(path), "It is nested too deep", "Nest at most " + DEEPEST + " levels"));
        }
        if (value instanceof Map<?, ?> map) {
            return entries(path, map.entrySet(), depth);
        }
        return value instanceof Iterable<?> items ? entries(path, items, depth) : Optional.empty();
    }

    private static Optional<Flaw> entries(String path, Iterable<?> entries, int depth) {
        int index = 0;
        for (Object each : entries) {
            Optional<Flaw> flaw;
            if (each instanceof Map.Entry<?, ?> entry) {
                String key = String.valueOf(entry.getKey());
                flaw = key(path, key)
                        .or(() -> flaw(path.isEmpty() ? key : path + "." + key, entry.getValue(), depth + 1));
            } else {
                flaw = flaw(path + "[" + index++ + "]", each, depth + 1);
            }
            if (flaw.isPresent()) {
                return flaw;
            }
        }
        return Optional.empty();
    }

    private static Optional<Flaw> key(String path, String key) {
        boolean good = !key.isBlank() && key.length() <= LONGEST_KEY && Text.plain(key);
        return good
                ? Optional.empty()
                : Optional.of(new Flaw(
                        named(path),
                        "A field's name is empty, too long, or has a control character",
                        "Name fields as the API description does"));
    }

    private static String named(String path) {
        return path.isEmpty() ? "body" : path;
    }
}
