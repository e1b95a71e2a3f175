package org.periapsis.cli;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.periapsis.embedded.LoopbackPort;

/** One service as an operating system's process, from the jars that a release has, told everything by a file. */
final class ServiceProcess {
    private final String name;
    private final String main;
    private final Path directory;
    private final int port;
    private final int metrics;
    private Process process;
    private boolean killed;

    /**
     * @param name of the instance, such as ingest-esac-1
     * @param main class name
     * @param directory where its settings and its log are
     */
    ServiceProcess(String name, String main, Path directory, Map<String, String> settings) throws IOException {
        this.name = name;
        this.main = main;
        this.directory = directory;
        this.port = LoopbackPort.free(name, 0);
        this.metrics = Integer.parseInt(settings.getOrDefault("metrics.port", Integer.toString(port)));
        Properties properties = new Properties();
        properties.putAll(settings);
        properties.setProperty("http.port", Integer.toString(port));
        try (Writer out = Files.newBufferedWriter(file(".properties"), StandardCharsets.UTF_8)) {
            properties.store(out, null);
        }
    }

    void start() throws IOException {
        killed = false;
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx192m",
                        "-Xss512k",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        Path.of("target", "jars").toAbsolutePath() + "/*",
                        main,
                        file(".properties").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(file(".log").toFile()))
                .start();
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    int port() {
        return port;
    }

    /** Where its metrics are read. */
    int metrics() {
        return metrics;
    }

    /** Whether it has ended by itself. */
    boolean ended() {
        return process != null && !process.isAlive() && !killed;
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        killed = true;
        process.destroyForcibly().waitFor();
    }

    /** TERM, and all that follows from it. Does not wait. */
    void end() {
        if (process != null) {
            process.destroy();
        }
    }

    void awaitEnd() throws InterruptedException {
        if (process != null && !process.waitFor(40, java.util.concurrent.TimeUnit.SECONDS)) {
            kill();
        }
    }

    String log() throws IOException {
        return process == null ? "not started" : Files.readString(file(".log"));
    }

    private Path file(String suffix) {
        return directory.resolve(name + suffix);
    }
}
