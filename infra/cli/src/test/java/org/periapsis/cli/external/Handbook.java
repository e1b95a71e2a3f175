package org.periapsis.cli.external;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands that docs/operate.md tells an operator to type, with the addresses of its examples exchanged for real ones. */
record Handbook(String text) {
    private static final Pattern BLOCK = Pattern.compile("```\n(.*?)```", Pattern.DOTALL);

    static Handbook read(Path operate) throws IOException {
        return new Handbook(Files.readString(operate));
    }

    /**
     * The lines of the first block that has a command.
     *
     * @param real what stands in for what is written there; each must be there
     */
    List<String> block(String command, Map<String, String> real) {
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            String lines = block.group(1);
            if (lines.contains(command)) {
                for (Map.Entry<String, String> each : real.entrySet()) {
                    if (!lines.contains(each.getKey())) {
                        throw new AssertionError(
                                "docs/operate.md does not say " + each.getKey() + " beside " + command);
                    }
                    lines = lines.replace(each.getKey(), each.getValue());
                }
                return lines.replace("\\\n", " ").lines().toList();
            }
        }
        throw new AssertionError("docs/operate.md has no block with " + command);
    }

    /** The one line of {@link #block} that begins so. */
    String line(String command, Map<String, String> real) {
        return block(command, real).stream()
                .filter(line -> line.startsWith(command))
                .findFirst()
                .orElseThrow();
    }
}
