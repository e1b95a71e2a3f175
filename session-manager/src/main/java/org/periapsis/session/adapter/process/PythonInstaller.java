package org.periapsis.session.adapter.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.periapsis.session.adapter.process.PythonState.Installing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes one virtual environment, trying the ways that Python installations differ in. */
final class PythonInstaller {

    private static final Logger LOG = LoggerFactory.getLogger(PythonInstaller.class);
    private static final int CREATED = 8;
    private static final int COLLECTED = 60;
    private static final int REMEMBERED = 5;
    // Roughly what the requirements bring with them; only the progress depends on it.
    private static final int PACKAGES = 110;

    private final Python python;
    private final Path directory;
    private final List<String> requirements;

    PythonInstaller(Python python, Path directory, List<String> requirements) {
        this.python = python;
        this.directory = directory;
        this.requirements = requirements;
    }

    /**
     * Makes it.
     *
     * @throws IOException with the last words of the step that failed
     */
    void install(Consumer<Installing> progress) throws IOException, InterruptedException {
        progress.accept(new Installing(1, "making a virtual environment"));
        List<String> pip = create();
        progress.accept(new Installing(CREATED, "collecting packages"));
        List<String> command = new ArrayList<>(pip);
        command.addAll(List.of("install", "--retries", "0", "--timeout", "5", "--disable-pip-version-check"));
        command.addAll(List.of("--no-input", "--progress-bar", "off"));
        command.addAll(requirements);
        int[] collected = {0};
        run(command, line -> {
            if (line.startsWith("Collecting ")) {
                collected[0] = Math.min(PACKAGES, collected[0] + 1);
                progress.accept(
                        new Installing(CREATED + (COLLECTED - CREATED) * collected[0] / PACKAGES, line.strip()));
            } else if (line.startsWith("Installing collected")) {
                progress.accept(new Installing(COLLECTED, "installing packages"));
            }
        });
    }

    /** Debian's Python may lack ensurepip: then any pip of this machine, or virtualenv, helps. Returns the pip to use. */
    private List<String> create() throws IOException, InterruptedException {
        String executable = directory.resolve("bin/python").toString();
        List<String> reasons = new ArrayList<>();
        if (worked(reasons, python.executable(), "-m", "venv", directory.toString())) {
            return List.of(executable, "-m", "pip");
        }
        Access.remove(directory);
        for (String other : List.of(python.executable(), "python3", "/usr/bin/python3")) {
            if (worked(reasons, other, "-m", "pip", "--python", python.executable(), "--version")
                    && worked(reasons, python.executable(), "-m", "venv", "--without-pip", directory.toString())) {
                return List.of(other, "-m", "pip", "--python", executable);
            }
        }
        if (worked(reasons, "virtualenv", "--python", python.executable(), directory.toString())) {
            return List.of(executable, "-m", "pip");
        }
        throw new IOException("no virtual environment could be made: " + String.join("; ", reasons));
    }

    private static boolean worked(List<String> reasons, String... command) throws InterruptedException {
        try {
            run(List.of(command), line -> {});
            return true;
        } catch (IOException failure) {
            reasons.add(failure.getMessage());
            return false;
        }
    }

    private static void run(List<String> command, Consumer<String> lines) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("PYTHONHOME");
        builder.environment().remove("PYTHONPATH");
        // Compiled once here: a session cannot write into the environment and would compile at each start.
        builder.environment().remove("PYTHONDONTWRITEBYTECODE");
        Process process = builder.start();
        Deque<String> last = new ArrayDeque<>();
        try (BufferedReader reader = process.inputReader()) {
            process.getOutputStream().close();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                LOG.debug("pip {}", line);
                lines.accept(line);
                last.addLast(line.strip());
                if (last.size() > REMEMBERED) {
                    last.removeFirst();
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
            if (process.waitFor() != 0) {
                throw new IOException(command.get(0) + " said: " + String.join(" / ", last));
            }
        } finally {
            process.destroyForcibly();
        }
    }
}
