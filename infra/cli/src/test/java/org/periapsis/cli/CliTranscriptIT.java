package org.periapsis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.local.stack.StackDirectory;

/**
 * Types every command of {@code docs/cli.md} into a shell, on a real platform, and compares what it prints with what the document
 * says. The platform is the release archive as unpacked, which has nothing to build. Ids, times, durations, ports and the
 * width of columns may differ. {@code -Ddocs.write=true} writes the outputs into the document instead.
 */
@Tag("full")
class CliTranscriptIT {
    private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
    private static final Path DOCUMENT = ROOT.resolve("docs/cli.md");
    private static final List<Map.Entry<Pattern, String>> DIFFER = List.of(
            Map.entry(Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "<id>"),
            Map.entry(Pattern.compile("\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d(:\\d\\d)?(\\.\\d+)?Z?"), "<time>"),
            Map.entry(Pattern.compile("\\b\\d+ h \\d+ min\\b"), "<duration>"),
            Map.entry(Pattern.compile("\\b\\d+(\\.\\d+)? (s|min|ms)\\b"), "<duration>"),
            // How far its tasks had come.
            Map.entry(Pattern.compile("(?<=cancelled: ).* brought"), "<amounts>"),
            Map.entry(Pattern.compile("/auth/link/[\\w-]+"), "/auth/link/<code>"),
            Map.entry(Pattern.compile("0\\.1\\.0[-\\w]*"), "<version>"),
            Map.entry(Pattern.compile("\\s+"), " "));

    @TempDir
    private Path directory;

    private StackDirectory stack;
    private TranscriptShell shell;

    @BeforeEach
    void open() throws IOException {
        stack = StackDirectory.temporary("periapsis-transcript");
        Path programs = ReleaseLayout.programs(directory.resolve("programs"));
        Path release = ReleaseLayout.unpacked(directory.resolve("release"));
        Files.createSymbolicLink(programs.resolve("periapsis"), release.resolve("periapsis"));
        Path work = Files.createDirectory(directory.resolve("work"));
        Files.createSymbolicLink(work.resolve("samples"), ROOT.resolve("infra/local/src/main/resources/samples"));
        Map<String, String> environment = new HashMap<>();
        // The machine's own Python, for the notebooks' environment, and what its pip is told.
        environment.put("PATH", programs + ":" + System.getenv("PATH"));
        environment.put("HOME", Files.createDirectory(directory.resolve("home")).toString());
        Path config = Files.createDirectory(directory.resolve("config"));
        environment.put("XDG_CONFIG_HOME", config.toString());
        Path pip = Path.of(System.getProperty("user.home"), ".config", "pip");
        if (Files.isDirectory(pip)) {
            Files.createSymbolicLink(config.resolve("pip"), pip);
        }
        environment.put("PERIAPSIS_DIR", stack.root().toString());
        environment.put("PERIAPSIS_PORT", "0");
        // Tables, as on a terminal of this width; no bars, no colours.
        environment.put("NO_COLOR", "1");
        environment.put("PERIAPSIS_JAVA_OPTS", "-Dperiapsis.terminal=o -Dperiapsis.columns=110");
        shell = new TranscriptShell(work, environment);
    }

    @AfterEach
    void close() throws IOException {
        shell.run("periapsis down");
        shell.close();
    }

    @Test
    void everyCommandOfTheDocumentDoesWhatTheDocumentSays() throws IOException {
        Transcript transcript = Transcript.read(DOCUMENT);
        List<Transcript.Step> done = new ArrayList<>();
        for (Transcript.Step step : transcript.steps()) {
            done.add(new Transcript.Step(step.command(), shown(shell.run(step.command()))));
            if (!Boolean.getBoolean("docs.write")) {
                assertThat(comparable(done.get(done.size() - 1).output()))
                        .as(
                                "$ %s\n%s",
                                step.command(),
                                String.join("\n", done.get(done.size() - 1).output()))
                        .isEqualTo(comparable(step.output()));
            }
        }
        assertThat(done).hasSizeGreaterThan(20);
        if (Boolean.getBoolean("docs.write")) {
            transcript.write(DOCUMENT, done);
        }
    }

    /** As it would be with the usual directory and port. */
    private List<String> shown(List<String> lines) {
        return lines.stream()
                .map(line -> line.replace(stack.root().toString(), "~/.periapsis")
                        .replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:7080"))
                .toList();
    }

    private static List<String> comparable(List<String> lines) {
        return lines.stream().map(CliTranscriptIT::comparable).toList();
    }

    private static String comparable(String line) {
        String text = line;
        for (Map.Entry<Pattern, String> each : DIFFER) {
            text = each.getKey().matcher(text).replaceAll(each.getValue());
        }
        return text.strip();
    }
}
