package org.periapsis.session.adapter.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.embedded.s3.EmbeddedObjectStore;
import org.periapsis.embedded.s3.ObjectStoreSettings;
import org.periapsis.embedded.s3.Right;
import org.periapsis.embedded.s3.S3Identity;
import org.periapsis.kit.config.Secret;
import org.periapsis.session.domain.agent.Outputs.OutputFile;
import org.periapsis.session.domain.agent.OutputsTooLargeException;
import org.periapsis.session.domain.agent.RunId;
import org.periapsis.session.domain.agent.StoppedException;

/** A task cannot fill the store with files that took no room on its own disk. */
class OutputBoundsAdapterTest {
    private static final RunId RUN = new RunId(UUID.randomUUID(), "0", 1);
    private static final long MIB = 1 << 20;

    @TempDir
    private Path directory;

    private EmbeddedObjectStore store;
    private Path out;
    private S3Outputs outputs;

    @BeforeEach
    void start() throws IOException {
        store = EmbeddedObjectStore.start(new ObjectStoreSettings(
                directory.resolve("objects"),
                0,
                Set.of("esac-outputs"),
                List.of(new S3Identity(
                        "agent", "a secret of the agent", Map.of("esac-outputs", Set.of(Right.READ, Right.WRITE))))));
        out = Files.createDirectory(directory.resolve("out"));
        outputs = new S3Outputs(
                "esac",
                new S3Config(
                        new S3Config.Store(
                                store.endpoint().toString(), "agent", new Secret("a secret of the agent"), "us-east-1"),
                        Map.of()),
                64 * MIB);
    }

    @AfterEach
    void stop() throws IOException {
        store.close();
    }

    private void holes(String name, long length) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(out.resolve(name).toFile(), "rw")) {
            file.setLength(length);
        }
    }

    @Test
    void filesWithHolesCountByTheirLength() throws Exception {
        holes("small", 3 * MIB);
        assertThat(outputs.collect(RUN, 0, out, () -> false))
                .extracting(OutputFile::size)
                .containsExactly(3 * MIB);

        holes("large", 62 * MIB);
        assertThatThrownBy(() -> outputs.collect(RUN, 1, out, () -> false))
                .isInstanceOf(OutputsTooLargeException.class)
                .hasMessageContaining(Long.toString(65 * MIB))
                .hasMessageContaining(Long.toString(64 * MIB));
        assertThat(store.accesses()).noneMatch(access -> access.toString().contains("/0/1/1/"));
    }

    @Test
    void filesDeeperThanAPathCanBeLongAreTheTasksFault() throws Exception {
        Process deep = new ProcessBuilder(
                        "perl",
                        "-e",
                        "chdir $ARGV[0]; for (1 .. 60) { mkdir 'd' x 200; chdir 'd' x 200 }",
                        out.toString())
                .start();
        assertThat(deep.waitFor()).isZero();
        try {
            assertThatThrownBy(() -> outputs.collect(RUN, 0, out, () -> false))
                    .isInstanceOf(OutputsTooLargeException.class)
                    .hasMessageContaining("File name too long");
        } finally {
            assertThat(new ProcessBuilder("rm", "-r", out.toString()).start().waitFor())
                    .isZero();
        }
    }

    @Test
    void whoIsToldToStopDoesNotGoOn() throws Exception {
        holes("first", MIB);
        holes("large", 60 * MIB);
        AtomicInteger asked = new AtomicInteger();

        assertThatThrownBy(() -> outputs.collect(RUN, 0, out, () -> asked.incrementAndGet() > 300))
                .isInstanceOf(StoppedException.class);

        assertThat(asked.get()).isLessThan(2_000);
        try (Stream<Path> kept = Files.walk(directory.resolve("objects"))) {
            assertThat(kept.filter(path -> path.endsWith("first"))).isEmpty();
        }
    }
}
