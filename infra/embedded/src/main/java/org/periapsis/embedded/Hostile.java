package org.periapsis.embedded;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Values that nobody sends who means well, for tests of every way in. The same seed gives the same values. Values are JSON as it
 * stands in a document, since some of them no JSON writer writes.
 */
public final class Hostile {
    private static final int LONG = 1_000_000;
    private static final List<String> TEXTS = List.of(
            "a\u0000b",
            "\u0000",
            "\ud800",
            "a\udc00\ud800b",
            "\u001b[2J",
            "\u0085",
            "\uffff",
            "",
            " ",
            "a\r\nb\tc",
            "\u202e\u05e9\u05dc\u05d5\u05dd\u202c",
            "e\u0301\u0327\u0316".repeat(20),
            "\u212b",
            "\ud83d\udd2d",
            "../../etc/passwd",
            "%00",
            "'; drop table product; --",
            "<script>alert(1)</script>",
            "${jndi:ldap://127.0.0.1/x}",
            "ivo://periapsis/outputs?x",
            "ivo://ska-pathfinders/x?y",
            "+300000-01-01T00:00:00Z",
            "0000-01-01T00:00:00Z",
            "-999999999-01-01T00:00:00Z",
            "NaN",
            "Infinity");
    private static final List<String> RAW = List.of(
            "null",
            "true",
            "-0.0",
            "1e999",
            "-1e999",
            "1e-999",
            "9223372036854775808",
            "-9223372036854775809",
            "18446744073709551616",
            "9".repeat(90),
            "1.5",
            "-1",
            "[]",
            "{}",
            "[[]]",
            "{\"\":1}",
            "{\"a\":1,\"a\":2}",
            "[null,1,\"x\",{}]");
    private static final List<String> BROKEN =
            List.of("NaN", "Infinity", "9".repeat(2_000), "\"\\ud800", "'x'", "[1,]", "");

    private final Random random;

    public Hostile(long seed) {
        random = new Random(seed);
    }

    /** A text, of which some are harmless. */
    public String text() {
        return random.nextInt(40) == 0 ? longText() : TEXTS.get(random.nextInt(TEXTS.size()));
    }

    /** All texts but the longest. */
    public static List<String> texts() {
        return TEXTS;
    }

    /** A million characters that no compression makes short. */
    public String longText() {
        StringBuilder text = new StringBuilder(LONG);
        while (text.length() < LONG) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }

    /** A value as it stands in JSON. */
    public String value() {
        int kind = random.nextInt(20);
        if (kind == 0) {
            int depth = 20 + random.nextInt(3_000);
            return "[".repeat(depth) + "]".repeat(depth);
        }
        if (kind == 1) {
            return BROKEN.get(random.nextInt(BROKEN.size()));
        }
        return kind < 9 ? RAW.get(random.nextInt(RAW.size())) : quoted(text());
    }

    /**
     * An object like an ordinary one, of which something is hostile: a value, a name, or a name that is there twice.
     *
     * @param ordinary values as they stand in JSON, by name
     */
    public String object(Map<String, String> ordinary) {
        Map<String, String> fields = new LinkedHashMap<>(ordinary);
        List<String> names = new ArrayList<>(ordinary.keySet());
        String name = names.get(random.nextInt(names.size()));
        return switch (random.nextInt(12)) {
            case 0 -> {
                fields.put(text(), value());
                yield joined(fields);
            }
            case 1 -> joined(fields).replaceFirst("\\{", "{" + quoted(name) + ":" + ordinary.get(name) + ",");
            case 2 -> {
                String object = joined(fields);
                yield object.substring(0, random.nextInt(object.length()));
            }
            default -> {
                fields.put(name, value());
                yield joined(fields);
            }
        };
    }

    /** An object of values as they stand in JSON. */
    public static String joined(Map<String, String> fields) {
        List<String> parts = new ArrayList<>();
        fields.forEach((name, value) -> parts.add(quoted(name) + ":" + value));
        return "{" + String.join(",", parts) + "}";
    }

    /** A text as JSON has it; what is not ASCII, and what is no character, is escaped. */
    public static String quoted(String text) {
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }

    /** A text as a query or path has it; halves of surrogate pairs as some programs encode them. */
    public static String percent(String text) {
        StringBuilder encoded = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            byte[] bytes;
            if (pair) {
                bytes = text.substring(i, i + 2).getBytes(java.nio.charset.StandardCharsets.UTF_8);
                i++;
            } else if (Character.isSurrogate(c)) {
                bytes = new byte[] {(byte) 0xED, (byte) (0x80 | ((c >> 6) & 0x3F)), (byte) (0x80 | (c & 0x3F))};
            } else {
                bytes = String.valueOf(c).getBytes(java.nio.charset.StandardCharsets.UTF_8);
            }
            for (byte each : bytes) {
                encoded.append(String.format("%%%02X", each & 0xFF));
            }
        }
        return encoded.toString();
    }
}
