package org.periapsis.cli.external;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Lines as an operator types them. */
record Shell(Path directory, Map<String, String> environment) {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** @return what it said */
    String run(String line) throws IOException, InterruptedException {
        Path said = directory.resolve("said-" + System.nanoTime());
        ProcessBuilder builder = new ProcessBuilder(List.of("bash", "-euo", "pipefail", "-c", line))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        boolean ended = process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        process.destroyForcibly();
        String text = java.nio.file.Files.readString(said, StandardCharsets.UTF_8);
        java.nio.file.Files.delete(said);
        if (!ended || process.exitValue() != 0) {
            throw new AssertionError(
                    (ended ? "ended with " + process.exitValue() : "did not end") + ": " + line + "\n" + text);
        }
        return text;
    }
}
