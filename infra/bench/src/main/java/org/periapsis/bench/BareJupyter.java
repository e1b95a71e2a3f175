package org.periapsis.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The command of a notebook session, started by itself: no platform, no sandbox, no inputs. */
final class BareJupyter {
    private static final String BASE_URL = "--ServerApp.base_url=";
    private static final String PORT = "--ServerApp.port=";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final List<String> command;
    private final Map<String, String> environment;

    private BareJupyter(List<String> command, Map<String, String> environment) {
        this.command = command;
        this.environment = environment;
    }

    /** As a running session was started: its command and its environment, read from the process itself. */
    static BareJupyter like(String session) throws IOException {
        for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
            List<String> words = ProcessTree.words(process);
            // The scripts around the program carry the same words behind their own.
            if (!words.isEmpty()
                    && words.get(0).contains("python")
                    && words.contains(BASE_URL + "/sessions/" + session + "/")) {
                Map<String, String> environment = new HashMap<>();
                List.of(ProcessTree.read(process, "environ").split("\0", 0)).forEach(entry -> {
                    int at = entry.indexOf('=');
                    environment.put(entry.substring(0, Math.max(at, 0)), entry.substring(at + 1));
                });
                environment.remove("");
                return new BareJupyter(words, environment);
            }
        }
        throw new IOException("no process of session " + session + " was found");
    }

    /** Its settings that do not depend on where it runs. */
    Stream<String> labSettings() {
        return command.stream()
                .filter(word -> word.startsWith("--LabApp.") || word.startsWith("--FileContentsManager."));
    }

    /** The Python that runs it. */
    Path python() {
        return Path.of(command.get(0));
    }

    /**
     * Starts it, waits until it answers what the platform asks of it, and ends it.
     *
     * @param home where it runs; made anew
     * @return milliseconds from the start to the answer
     */
    double start(Path home) throws IOException, InterruptedException {
        Files.createDirectories(home);
        int port = Loopback.freePort();
        List<String> here = new ArrayList<>();
        for (String word : command) {
            here.add(
                    word.startsWith(PORT)
                            ? PORT + port
                            : word.startsWith("--ServerApp.root_dir=") || word.startsWith("--ServerApp.preferred_dir=")
                                    ? word.substring(0, word.indexOf('=') + 1) + home
                                    : word);
        }
        ProcessBuilder builder = new ProcessBuilder(here)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(home.resolve("jupyter.log").toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put("HOME", home.toString());
        builder.environment().put("TMPDIR", "/tmp");
        String path = command.stream()
                .filter(word -> word.startsWith(BASE_URL))
                .map(word -> word.substring(BASE_URL.length()))
                .findFirst()
                .orElse("/");
        Loopback probe = new Loopback(environment.getOrDefault("JUPYTER_TOKEN", ""));
        long began = System.nanoTime();
        Process process = builder.start();
        try {
            Waiting.until(PATIENCE, "the bare Jupyter", () -> {
                if (!process.isAlive()) {
                    throw new IOException("Jupyter ended: " + Files.readString(home.resolve("jupyter.log")));
                }
                return probe.answers("http://127.0.0.1:" + port + path + "api");
            });
            return (System.nanoTime() - began) / 1e6;
        } finally {
            Waiting.end(process);
        }
    }
}
