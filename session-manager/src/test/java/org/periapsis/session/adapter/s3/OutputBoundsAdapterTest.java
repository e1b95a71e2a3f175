package org.periapsis.session.adapter.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
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
import org.periapsis.session.domain.agent.OutputBounds;
import org.periapsis.session.domain.agent.Outputs.Collected;
import org.periapsis.session.domain.agent.Outputs.OutputFile;
import org.periapsis.session.domain.agent.OutputsRefusedException;
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
                new OutputBounds(64 * MIB, 100, 2_000));
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
        assertThat(outputs.collect(RUN, 0, out, () -> false).files())
                .extracting(OutputFile::size)
                .containsExactly(3 * MIB);

        holes("large", 62 * MIB);
        assertThatThrownBy(() -> outputs.collect(RUN, 1, out, () -> false))
                .isInstanceOf(OutputsRefusedException.class)
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
                    .isInstanceOf(OutputsRefusedException.class)
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

    @Test
    void moreFilesThanOneEventCanNameAreRefused() throws Exception {
        for (int i = 0; i < 100; i++) {
            Files.createFile(out.resolve("f" + i));
        }
        assertThat(outputs.collect(RUN, 0, out, () -> false).files()).hasSize(100);

        Files.createFile(out.resolve("one more"));

        refused(1, "more than 100 output files");
    }

    @Test
    void namesLongerThanOneEventCanHoldAreRefused() throws Exception {
        for (int i = 0; i < 9; i++) {
            Files.createFile(out.resolve(i + "n".repeat(199)));
        }
        assertThat(outputs.collect(RUN, 0, out, () -> false).files()).hasSize(9);

        // Bytes, not characters: 100 of these are 200.
        Files.createFile(out.resolve("\u00e4".repeat(100)));
        Files.createFile(out.resolve("x"));

        refused(1, "longer than 2000 bytes together");
    }

    @Test
    void aNameThatNoStoreTakesIsTheTasksFault() throws Exception {
        shell("mkdir -p " + ("d".repeat(240) + "/").repeat(4) + " && touch " + ("d".repeat(240) + "/").repeat(4) + "x");
        refused(0, "longer than 900 bytes");
        shell("rm -r d*; touch \"$(printf 'bell\\007')\"");
        refused(1, "U+0007");
        shell("rm bell*; touch \"$(printf 'latin\\344')\" \"$(printf 'latin\\366')\"");
        refused(2, "not UTF-8");
        shell("rm latin*; touch \"$(printf 'two\\nlines')\"");
        refused(3, "two\uFFFDlines");
        shell("rm two*; touch \"$(printf 'a\\ttab')\"");
        refused(4, "more than one line");
        shell("rm a*; touch 'a b+c%20.txt'");
        assertThat(outputs.collect(RUN, 5, out, () -> false).files())
                .extracting(OutputFile::name)
                .containsExactly("a b+c%20.txt");
    }

    @Test
    void aFileNameLongerThanAStoreTakesIsTheTasksFault() throws Exception {
        Path deep = Files.createDirectory(out.resolve("d".repeat(255)));
        Files.createFile(deep.resolve("l".repeat(200)));
        assertThat(outputs.collect(RUN, 0, out, () -> false).files()).hasSize(1);

        Files.createFile(out.resolve("x".repeat(201)));

        refused(1, "longer than 200 bytes: xxx");
    }

    @Test
    void nothingButRegularFilesIsOpenedAndWhatIsLeftOutIsSaid() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "of another");
        Files.writeString(out.resolve("kept"), "own");
        Files.createLink(out.resolve("hard"), out.resolve("kept"));
        Files.createSymbolicLink(out.resolve("outside"), secret);
        Files.createSymbolicLink(out.resolve("directory"), directory);
        Files.createSymbolicLink(out.resolve("dangling"), Path.of("nowhere"));
        Files.createSymbolicLink(out.resolve("loop"), Path.of("loop"));
        Files.createSymbolicLink(out.resolve("itself"), out);
        shell("mkfifo pipe; mknod device c 1 5 2>/dev/null || mkfifo device");
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(out.resolve("socket")));

            Collected collected = outputs.collect(RUN, 0, out, () -> false);

            assertThat(collected.files()).extracting(OutputFile::name).containsExactly("hard", "kept");
            assertThat(collected.files()).extracting(OutputFile::size).containsExactly(3L, 3L);
            assertThat(collected.leftOut())
                    .containsExactlyInAnyOrder(
                            "the link outside",
                            "the link directory",
                            "the link dangling",
                            "the link loop",
                            "the link itself",
                            "the pipe, socket or device pipe",
                            "the pipe, socket or device device",
                            "the pipe, socket or device socket");
        }
        shell("for i in 1 2 3 4 5 6 7 8 9 10 11 12 13; do ln -s x more$i; done");
        assertThat(outputs.collect(RUN, 1, out, () -> false).leftOut())
                .hasSize(2)
                .last()
                .isEqualTo("and 11 more links or special files");
    }

    private void shell(String script) throws Exception {
        assertThat(new ProcessBuilder("sh", "-c", script)
                        .directory(out.toFile())
                        .start()
                        .waitFor())
                .isZero();
    }

    private void refused(int task, String why) {
        assertThatThrownBy(() -> outputs.collect(RUN, task, out, () -> false))
                .isInstanceOf(OutputsRefusedException.class)
                .hasMessageContaining(why);
        assertThat(store.accesses()).noneMatch(access -> access.toString().contains("/0/1/" + task + "/"));
    }
}
