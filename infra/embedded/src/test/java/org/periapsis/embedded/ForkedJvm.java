package org.periapsis.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A part run in another JVM, so that a test can kill it at once as a crash would. */
public final class ForkedJvm implements AutoCloseable {

    /** What a forked main prints, followed by its port, when its part is up. */
    public static final String READY = "READY ";

    private final Process process;
    private final BufferedReader output;

    private ForkedJvm(Process process) {
        this.process = process;
        this.output = process.inputReader();
    }

    public static ForkedJvm start(Class<?> main, String... arguments) throws IOException {
        return start(List.of("-Xmx384m", "-XX:TieredStopAtLevel=1"), main, arguments);
    }

    /** Starts {@code main} with at most this much heap, for example {@code 64m}, and with both compilers: it has much to hash. */
    public static ForkedJvm startWithHeap(String heap, Class<?> main, String... arguments) throws IOException {
        return start(List.of("-Xmx" + heap), main, arguments);
    }

    private static ForkedJvm start(List<String> options, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return new ForkedJvm(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Waits until the part is up and gives its port. */
    public int awaitPort() throws IOException {
        StringBuilder seen = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(READY)) {
                return Integer.parseInt(line.substring(READY.length()));
            }
            seen.append(line).append('\n');
        }
        throw new IllegalStateException("the forked JVM ended before it was ready:\n" + seen);
    }

    /** SIGKILL: no shutdown hook runs. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
