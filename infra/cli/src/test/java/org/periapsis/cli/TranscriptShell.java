package org.periapsis.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** One POSIX shell that runs commands one after the other, as somebody at a terminal does. */
final class TranscriptShell implements AutoCloseable {
    private final String end = "end-of-step-" + UUID.randomUUID();
    private final Path script;
    private final Process process;
    private final Writer in;
    private final BufferedReader out;

    /** @param directory where it works */
    TranscriptShell(Path directory, Map<String, String> environment) throws IOException {
        script = Files.createTempFile("step", ".sh");
        ProcessBuilder builder =
                new ProcessBuilder("/bin/sh").directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("PERIAPSIS") || name.startsWith("JAVA"));
        builder.environment().putAll(environment);
        process = builder.start();
        in = process.outputWriter(StandardCharsets.UTF_8);
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** @return the lines that it printed, on both streams, as they came */
    List<String> run(String command) throws IOException {
        Files.writeString(script, command + "\n");
        in.write(". " + script + " </dev/null; code=$?; echo " + end + "; (exit $code)\n");
        in.flush();
        List<String> lines = new ArrayList<>();
        for (String line = out.readLine(); ; line = out.readLine()) {
            if (line == null) {
                throw new IOException("the shell ended after: " + command + "\n" + String.join("\n", lines));
            }
            if (line.endsWith(end)) {
                String last = line.substring(0, line.length() - end.length());
                if (!last.isEmpty()) {
                    lines.add(last);
                }
                return lines;
            }
            lines.add(line);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        Files.deleteIfExists(script);
    }
}
