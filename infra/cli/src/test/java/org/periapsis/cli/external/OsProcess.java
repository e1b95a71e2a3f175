package org.periapsis.cli.external;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program that is started, stopped, killed and silenced, with all that it has started itself where that is meant. */
final class OsProcess {
    private final String name;
    private final Path directory;
    private final List<String> command;
    private final Map<String, String> environment;
    private final Path log;
    private Process process;

    /** @param directory its working directory */
    OsProcess(String name, Path directory, Path log, List<String> command, Map<String, String> environment) {
        this.name = name;
        this.directory = directory;
        this.log = log;
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
    }

    String name() {
        return name;
    }

    void start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        process = builder.start();
    }

    boolean alive() {
        return process != null && process.isAlive();
    }

    void signal(String signal) throws IOException, InterruptedException {
        signal(signal, Stream.of(process.pid()));
    }

    /** Also to its children, such as the backends of PostgreSQL: those that it has when this is called. */
    void signalAll(String signal) throws IOException, InterruptedException {
        List<Long> children = process.descendants().map(ProcessHandle::pid).toList();
        signal(signal, Stream.concat(Stream.of(process.pid()), children.stream()));
    }

    private static void signal(String signal, Stream<Long> pids) throws IOException, InterruptedException {
        Stream<String> words = Stream.concat(Stream.of("kill", "-" + signal), pids.map(String::valueOf));
        // One of several may have ended by itself meanwhile.
        new ProcessBuilder(words.toList())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /** @return its exit code */
    int awaitEnd(Duration patience) throws InterruptedException {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError(name + " has not ended within " + patience.toSeconds() + " s");
        }
        return process.exitValue();
    }

    /** Whatever state it is in, at once. */
    void end() {
        if (alive()) {
            List<ProcessHandle> children = process.descendants().toList();
            process.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
        }
    }

    /** @return the newest lines that it wrote */
    String tail(int count) throws IOException {
        if (!Files.exists(log)) {
            return "nothing\n";
        }
        List<String> lines = Files.readAllLines(log, java.nio.charset.StandardCharsets.ISO_8859_1);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size())) + "\n";
    }

    Path log() {
        return log;
    }
}
