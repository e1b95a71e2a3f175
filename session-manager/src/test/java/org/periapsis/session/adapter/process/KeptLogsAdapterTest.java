package org.periapsis.session.adapter.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.session.domain.run.LogChunk;
import org.periapsis.session.domain.run.RunKey;

/** What is left of what programs printed. */
class KeptLogsAdapterTest {

    private static final long MOST = 2L << 20;
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    @TempDir
    private Path directory;

    @Test
    void aLongLogKeepsItsBeginningAndItsEnd() throws Exception {
        Path log = numbered(400_000);
        long whole = Files.size(log);

        RunLog.cut(log, MOST);

        assertThat(Files.size(log)).isLessThanOrEqualTo(MOST).isGreaterThan(MOST - 100);
        String text = Files.readString(log);
        assertThat(text).startsWith("line 0000000\nline 0000001\n").endsWith("line 0399999\n");
        assertThat(text)
                .containsPattern(
                        "\nperiapsis: +" + (whole - Files.size(log) + mark()) + " bytes are left out here\nline ");
    }

    @Test
    void whoFollowsALogThatIsCutMissesNothingOfWhatIsKept() throws Exception {
        Path log = numbered(400_000);
        long near = Files.size(log) - 13 * 1_000;
        LogChunk before = RunLog.read(log, near, 26);
        assertThat(before.text()).isEqualTo("line 0399000\nline 0399001\n");

        RunLog.cut(log, MOST);
        RunLog.add(log, "a word");

        assertThat(RunLog.read(log, before.next(), 13).text()).isEqualTo("line 0399002\n");
        assertThat(rest(log, before.next()))
                .endsWith("line 0399999\nperiapsis: a word\n")
                .hasSize(998 * 13 + 18);
        // Who is still at the beginning is led over the gap, and who was in the middle to its end.
        assertThat(rest(log, 0)).isEqualTo(Files.readString(log));
        assertThat(rest(log, 1L << 21))
                .startsWith("\nperiapsis: ")
                .endsWith("a word\n")
                .hasSizeLessThan((1 << 20) + 100);
        assertThat(RunLog.read(log, -18, 100).text()).isEqualTo("periapsis: a word\n");

        RunLog.cut(log, MOST);
        assertThat(rest(log, before.next()))
                .endsWith("line 0399999\nperiapsis: a word\n")
                .hasSize(998 * 13 + 18);
    }

    @Test
    void ofALogOfHolesNoMoreThanAnyIsWritten() throws Exception {
        Path log = directory.resolve("log");
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
            file.writeBytes("begun\n");
            file.setLength(200L << 30);
            file.seek(200L << 30);
            file.writeBytes("\nover\n");
        }

        RunLog.cut(log, MOST);

        assertThat(Files.size(log)).isLessThanOrEqualTo(MOST);
        assertThat(RunLog.read(log, 0, 6).text()).isEqualTo("begun\n");
        assertThat(RunLog.read(log, -5, 100).text()).isEqualTo("over\n");
    }

    @Test
    void logsGoAfterATimeAndBeyondASumTheOldestFirst() throws Exception {
        LogBounds bounds = new LogBounds(MOST, Duration.ofDays(3), 3 * MOST);
        laid("old", 100, Duration.ofDays(4));
        laid("large", 50 << 20, Duration.ofDays(2));
        laid("second", (int) MOST, Duration.ofHours(2));
        laid("first", (int) MOST - 5_000, Duration.ofHours(1));
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        try (KeptLogs logs = new KeptLogs(Files.createDirectories(directory.resolve("logs")), bounds, clock)) {
            logs.tidy();
            // One of an earlier version counts by what is left of it.
            assertThat(names()).containsExactlyInAnyOrder("large", "second", "first");

            RunKey key = RunKey.session("newest", 0);
            Path log = Files.writeString(directory.resolve("log"), "x".repeat(10_000));
            Files.setLastModifiedTime(log, FileTime.from(NOW));
            logs.keep(key, log);

            assertThat(names()).containsExactlyInAnyOrder("second", "first", key.directoryName());
            assertThat(RunLog.read(logs.of(key), 0, 20_000).text()).hasSize(10_000);
        }
    }

    private void laid(String name, int bytes, Duration ago) throws IOException {
        Path log = Files.createDirectories(directory.resolve("logs")).resolve(name);
        Files.write(log, new byte[bytes]);
        Files.setLastModifiedTime(log, FileTime.from(NOW.minus(ago)));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("logs"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static String rest(Path log, long offset) throws IOException {
        StringBuilder all = new StringBuilder();
        LogChunk piece = RunLog.read(log, offset, 64 << 10);
        while (!piece.text().isEmpty()) {
            all.append(piece.text());
            piece = RunLog.read(log, piece.next(), 64 << 10);
        }
        return all.toString();
    }

    private static int mark() {
        return String.format("%nperiapsis: %15d bytes are left out here%n", 0).length();
    }

    private Path numbered(int lines) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            text.append(String.format("line %07d%n", i));
        }
        return Files.writeString(directory.resolve("log"), text);
    }
}
