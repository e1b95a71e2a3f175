package org.periapsis.client.work;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and memory as people write them. */
public final class Quantities {
    private static final Pattern TEXT = Pattern.compile("\\s*(\\d+(?:\\.\\d+)?)\\s*([A-Za-z]*)\\s*");

    private Quantities() {}

    /** A duration: {@code 8h}, {@code 90m}, {@code 2d}; without a unit in seconds. */
    public record Span(long seconds) {
        /** @throws IllegalArgumentException when it is none */
        public static Span parse(String text) {
            Matcher matcher = matched(text, "a duration: write 8h, 90m or 2d");
            double factor =
                    switch (matcher.group(2)) {
                        case "", "s" -> 1;
                        case "m", "min" -> 60;
                        case "h" -> 3600;
                        case "d" -> 86400;
                        default -> throw bad(text, "a duration: write 8h, 90m or 2d");
                    };
            return new Span(Math.round(Double.parseDouble(matcher.group(1)) * factor));
        }
    }

    /** An amount of memory: {@code 4GiB}, {@code 512MiB}, {@code 4G}; without a unit in MiB. */
    public record Memory(long mebibytes) {
        /** @throws IllegalArgumentException when it is none */
        public static Memory parse(String text) {
            String how = "an amount of memory: write 4GiB or 512MiB";
            Matcher matcher = matched(text, how);
            double factor =
                    switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
                        case "", "m", "mib" -> 1;
                        case "g", "gib" -> 1024;
                        case "t", "tib" -> 1024 * 1024;
                        default -> throw bad(text, how);
                    };
            return new Memory(Math.round(Double.parseDouble(matcher.group(1)) * factor));
        }
    }

    private static Matcher matched(String text, String how) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw bad(text, how);
        }
        return matcher;
    }

    private static IllegalArgumentException bad(String text, String how) {
        return new IllegalArgumentException("'" + text + "' is not " + how);
    }
}
