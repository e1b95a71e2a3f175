package org.periapsis.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.periapsis.local.stack.StackDirectory;
import org.periapsis.local.stack.StackState;

/** A stack in a process of its own, started as the launcher starts this one. Its directory is removed when it is closed. */
final class ChildStack implements AutoCloseable {
    /** What a child prints once it is ready. */
    static final String READY = "ready after";

    private static final String SHARED = "-XX:SharedArchiveFile=";
    private static final String COMMANDS = "org.periapsis.cli.PeriapsisMain";
    private static final Duration START = Duration.ofMinutes(3);
    private static final long STOP_SECONDS = 60;

    private final StackDirectory directory;
    private final Process process;
    private final Start start;

    private ChildStack(StackDirectory directory, Process process, Start start) {
        this.directory = directory;
        this.process = process;
        this.start = start;
    }

    /**
     * How a start went, in seconds.
     *
     * @param whole from the start of the process until it was ready
     * @param processor what its JVM used of the processors meanwhile
     * @param machine what all programs of the machine used
     */
    record Start(double whole, double processor, double machine) {}

    /**
     * {@code periapsis up}, samples included; returns when it says that it is ready.
     *
     * @param classes the archive of classes that the launcher keeps: written by the first start as it ends, used by the next
     */
    static ChildStack up(Path classes) throws IOException, InterruptedException {
        StackDirectory directory = StackDirectory.temporary("periapsis-bench");
        return start(
                directory,
                (Files.exists(classes) ? SHARED : "-XX:ArchiveClassesAtExit=") + classes,
                List.of(COMMANDS, "up", "--dir", directory.root().toString(), "--port", "" + Loopback.freePort()));
    }

    /** The embedded parts without the services. */
    static ChildStack parts() throws IOException, InterruptedException {
        StackDirectory directory = StackDirectory.temporary("periapsis-bench");
        return start(
                directory,
                "-Xshare:auto",
                List.of(PartsMain.class.getName(), directory.root().toString()));
    }

    private static ChildStack start(StackDirectory directory, String sharing, List<String> program)
            throws IOException, InterruptedException {
        Path log = Files.createTempFile("periapsis-bench", ".log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> !argument.startsWith(SHARED))
                .forEach(command::add);
        command.add(sharing);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(program);
        long before = CpuShares.machine();
        long began = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "bench-shutdown"));
        boolean ready = false;
        try {
            Waiting.until(START, "the stack", () -> {
                String said = Files.readString(log);
                if (!process.isAlive()) {
                    throw new IOException("the stack ended: " + said);
                }
                return said.contains(READY);
            });
            ready = true;
            return new ChildStack(
                    directory,
                    process,
                    new Start(
                            (System.nanoTime() - began) / 1e9,
                            process.info()
                                            .totalCpuDuration()
                                            .orElse(Duration.ZERO)
                                            .toMillis()
                                    / 1e3,
                            (CpuShares.machine() - before) / 1e9));
        } finally {
            if (!ready) {
                process.destroy();
            }
            Files.delete(log);
        }
    }

    Start start() {
        return start;
    }

    StackState state() throws IOException {
        return StackState.read(directory).orElseThrow(() -> new IOException("the stack has ended"));
    }

    /** The JVM with what the agents run. */
    List<ProcessHandle> ofJvm() {
        return ProcessTree.ofJvm(process.toHandle(), directory);
    }

    List<ProcessHandle> ofPostgres() throws IOException {
        return ProcessTree.postgres(directory);
    }

    /** Stops in order, as Ctrl-C does. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        Waiting.end(process, STOP_SECONDS);
        Scratch.delete(directory.root());
    }
}
