package org.periapsis.cli;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.periapsis.local.client.PlatformClient;
import org.periapsis.local.demo.SampleLoader;
import org.periapsis.local.stack.StackDirectory;
import org.periapsis.local.stack.StackState;

/** {@code periapsis up} as a process of its own, from the jar that the launcher runs. */
final class RunningStack {
    private static final long START_MINUTES = 3;
    private static final int ENDED_BY_TERM = 143;

    private final StackDirectory directory;
    private final Process process;
    private final StackState state;

    private RunningStack(StackDirectory directory, Process process, StackState state) {
        this.directory = directory;
        this.process = process;
        this.state = state;
    }

    /** Returns once the platform says that it is ready. */
    static RunningStack up(StackDirectory directory) throws IOException, InterruptedException {
        directory.create();
        Path log = directory.logs().resolve("up-" + System.nanoTime() + ".log");
        Process process = new ProcessBuilder(command("up", directory))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(START_MINUTES);
        while (!Files.readString(log).contains("Sign in:")) {
            if (System.nanoTime() > end || process.waitFor(100, TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IOException("it did not start: " + Files.readString(log));
            }
        }
        Optional<StackState> state = StackState.read(directory);
        return new RunningStack(
                directory,
                process,
                state.orElseThrow(() -> new IOException("there is no state in " + directory.root())));
    }

    PlatformClient client() throws IOException {
        String link =
                PlatformClient.anonymous(state.url()).link(state.linkSecret(), "astronomer", SampleLoader.roles());
        return PlatformClient.signedIn(state.url(), link);
    }

    /** What the stack says of itself. */
    JsonObject status() throws IOException {
        return PlatformClient.anonymous(state.addresses().getString("status")).get("/status");
    }

    /** It holds what it has and answers nobody, as one that is ending does; it is killed after a while. */
    void killSlowly(Duration after) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-STOP", Long.toString(process.pid()))
                .start()
                .waitFor();
        Thread killer = new Thread(() -> {
            LockSupport.parkNanos(after.toNanos());
            process.destroyForcibly();
        });
        killer.setDaemon(true);
        killer.start();
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** In order: TERM, and all that follows from it. @return what was said */
    String down() throws IOException, InterruptedException {
        Process down = new ProcessBuilder(command("down", directory))
                .redirectErrorStream(true)
                .start();
        String said = new String(down.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (down.waitFor() != 0 || process.waitFor() != ENDED_BY_TERM) {
            throw new IOException(
                    "down ended with " + down.exitValue() + ", up with " + process.exitValue() + ": " + said);
        }
        return said;
    }

    private static List<String> command(String verb, StackDirectory directory) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx768m",
                "-XX:+UseSerialGC",
                "-jar",
                Path.of("target", "periapsis.jar").toString(),
                verb,
                "--dir",
                directory.root().toString()));
        if (verb.equals("up")) {
            command.addAll(List.of("--port", "0"));
        }
        return command;
    }
}
