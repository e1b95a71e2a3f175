package org.periapsis.kit.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.kit.config.ConfigurationError;
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

    /** A service one of whose parts looks at a setting when it starts. */
    static final class Choosy {
        public static void main(String[] arguments) {
            ServiceMain.run(
                    "choosy",
                    arguments,
                    settings -> vertx -> Future.failedFuture(new ConfigurationError("part.way", "leads nowhere")));
        }
    }

    @Test
    void aSettingThatAPartRefusesEndsTheStartAndIsNamed() throws Exception {
        Path log = directory.resolve("log");
        Process process = start(Choosy.class, log);
        assertThat(process.exitValue()).as(Files.readString(log)).isEqualTo(78);
        assertThat(log).content().contains("event=configuration-wrong").contains("fault=part.way leads nowhere");
    }

    @Test
    void aServiceWhoseThreadDiedStopsInOrderAndEndsSoThatItIsStartedAgain() throws Exception {
        Path stopped = directory.resolve("stopped");
        Path log = directory.resolve("log");
        Process process = start(Dying.class, log, "-Dstopped=" + stopped);
        assertThat(process.exitValue()).as(Files.readString(log)).isEqualTo(70);
        assertThat(stopped).hasContent("in order");
    }

    /** @return the process, which has ended */
    private static Process start(Class<?> main, Path log, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(List.of(options));
        command.add(main.getName());
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PERIAPSIS_"));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return process;
    }
}
