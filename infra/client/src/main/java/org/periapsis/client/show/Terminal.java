package org.periapsis.client.show;

import java.util.Map;

/**
 * Where output goes. Java cannot ask; the launcher says it in {@code periapsis.terminal} (o: output, e: error stream, i:
 * input) and {@code periapsis.columns}.
 *
 * @param out whether standard output is a terminal
 * @param err whether the error stream is one
 * @param in whether standard input is one
 * @param colour whether output may be coloured
 */
public record Terminal(boolean out, boolean err, boolean in, int columns, boolean colour) {
    private static final int USUAL = 80;

    /** Nothing is a terminal. */
    public static Terminal none() {
        return new Terminal(false, false, false, USUAL, false);
    }

    public static Terminal ofProcess(Map<String, String> environment) {
        String streams = System.getProperty("periapsis.terminal", "");
        boolean out = streams.contains("o");
        boolean plain = !environment.getOrDefault("NO_COLOR", "").isEmpty()
                || "dumb".equals(environment.getOrDefault("TERM", "dumb"));
        return new Terminal(out, streams.contains("e"), streams.contains("i"), width(), out && !plain);
    }

    private static int width() {
        Integer columns = Integer.getInteger("periapsis.columns");
        return columns == null || columns < 20 ? USUAL : columns;
    }
}
