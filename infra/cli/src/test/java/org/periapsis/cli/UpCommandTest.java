package org.periapsis.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.periapsis.client.ExitCodes;
import org.periapsis.local.stack.StackDirectory;
import picocli.CommandLine;

class UpCommandTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private final List<String> said = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(strings = {"--port", "--kafka-port", "--postgres-port", "--s3-port", "--registry-port"})
    void aPortThatIsNoneIsAWrongUsageBeforeAnythingIsLookedAt(String option) {
        for (String port : List.of("99999", "-1", "http")) {
            assertThatThrownBy(() -> PeriapsisMain.commandLine().parseArgs("up", option, port))
                    .isInstanceOf(CommandLine.ParameterException.class)
                    .hasMessageContaining(option)
                    .hasMessageContaining(port)
                    .hasMessageContaining("from 0 to 65535");
        }
    }

    @Test
    void aFileWhereADirectoryIsWantedIsCalledOne() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThat(up(ExitCodes.FAILED, "--detach", "--dir", file.toString()))
                .isEqualToIgnoringNewLines("periapsis: a stack needs a directory, and " + file + " is a file");
        assertThat(up(
                        ExitCodes.FAILED,
                        "--detach",
                        "--dir",
                        file.resolve("below").toString()))
                .contains(file + " is a file");
    }

    private static String up(int code, String... options) {
        List<String> words = new ArrayList<>(List.of("up"));
        words.addAll(List.of(options));
        StringWriter err = new StringWriter();
        assertThat(PeriapsisMain.commandLine()
                        .setErr(new PrintWriter(err, true))
                        .execute(words.toArray(String[]::new)))
                .as("%s", err)
                .isEqualTo(code);
        return err.toString();
    }

    @Test
    void aPlatformThatRunsGoesOnWithoutItsSamples() {
        assertThat(UpCommand.lacking(() -> "all")).isEmpty();
        assertThat(UpCommand.lacking(() -> {
                    throw new IOException("nobody answers");
                }))
                .hasValueSatisfying(why -> assertThat(why).contains("samples", "nobody answers"));
    }

    @Test
    void theSecondOfTwoStartsWaitsAndShowsWhatTheFirstHasStarted() throws Exception {
        AtomicInteger looked = new AtomicInteger();
        try (FileChannel first = here().lockStart().channel()) {
            assertThat(first.isOpen()).isTrue();
            assertThat(turn(PATIENCE).toStart(() -> looked.incrementAndGet() == 3))
                    .isEmpty();
        }
        assertThat(looked).hasValue(3);
        assertThat(said).singleElement().asString().contains("another process starts", "waiting for it");
    }

    @Test
    void aStartWaitsForOneThatWasNotMadeInTheBackgroundAndLeavesTheTurnToOthers() throws Exception {
        try (FileChannel first = here().lock().channel()) {
            assertThat(first.isOpen()).isTrue();
            assertThat(turn(PATIENCE).toStart(() -> true)).isEmpty();
            here().lockStart().channel().close();
        }
        AtomicInteger looked = new AtomicInteger();
        FileChannel first = here().lock().channel();
        Turn.Running ends = () -> {
            if (looked.incrementAndGet() == 2) {
                first.close();
            }
            return false;
        };
        try (FileChannel mine = turn(PATIENCE).toStart(ends).orElseThrow().channel()) {
            assertThat(mine.isOpen()).isTrue();
            assertThatThrownBy(() -> here().lockStart()).isInstanceOf(StackDirectory.InUse.class);
            here().lock().channel().close();
        }
    }

    @Test
    void oneThatNeitherIsReadyNorEndsIsNotWaitedForForEver() throws Exception {
        try (FileChannel first = here().lockStart().channel()) {
            assertThat(first.isOpen()).isTrue();
            assertThatThrownBy(() -> turn(Duration.ofMillis(10)).toStart(() -> false))
                    .isInstanceOf(StackDirectory.InUse.class);
        }
    }

    private StackDirectory here() {
        return new StackDirectory(directory, directory);
    }

    private Turn turn(Duration patience) {
        return new Turn(here(), patience, said::add);
    }
}
