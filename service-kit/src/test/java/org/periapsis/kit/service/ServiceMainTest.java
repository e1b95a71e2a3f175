package org.periapsis.kit.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.kit.observe.Observer;

class ServiceMainTest {
    @TempDir
    Path directory;

    /** A service one of whose threads dies as soon as it has started. */
    static final class Dying {
        public static void main(String[] arguments) {
            Path stopped = Path.of(System.getProperty("stopped"));
            ServiceMain.run("dying", arguments, settings -> vertx -> {
                Observer observer = new Observer("dying", "");
                Thread reader = new Thread(() -> observer.died("reader", "what nobody foresaw"));
                reader.setDaemon(true);
                reader.start();
                return Future.succeededFuture(new Running(
                        () -> {
                            try {
                                Files.writeString(stopped, "in order");
                            } catch (java.io.IOException e) {
                                return Future.failedFuture(e);
                            }
                            return Future.succeededFuture();
                        },
                        observer));
            });
        }
    }

    @Test
    void aServiceWhoseThreadDiedStopsInOrderAndEndsSoThatItIsStartedAgain() throws Exception {
        Path stopped = directory.resolve("stopped");
        Path log = directory.resolve("log");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dstopped=" + stopped,
                        Dying.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PERIAPSIS_"));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(log)).isEqualTo(70);
        assertThat(stopped).hasContent("in order");
    }
}
