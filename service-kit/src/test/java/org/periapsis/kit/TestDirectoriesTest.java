package org.periapsis.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class TestDirectoriesTest {
    @Test
    void whatIsStillWrittenToIsDeletedWhenThatIsOver() throws Exception {
        Path directory = Files.createTempDirectory("written");
        Files.createDirectories(directory.resolve("a/b"));
        AtomicBoolean over = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            for (int i = 0; i < 300; i++) {
                try {
                    Files.createDirectories(directory.resolve("a/b"));
                    Files.writeString(directory.resolve("a/b/" + i), "x");
                } catch (IOException gone) {
                    // Deleted under it; it goes on.
                }
            }
            over.set(true);
        });
        writer.start();
        TestDirectories.delete(directory);
        writer.join();
        TestDirectories.delete(directory);
        assertThat(over).isTrue();
        assertThat(directory).doesNotExist();
    }

    @Test
    void linksAreDeletedAndNotFollowed() throws Exception {
        Path kept = Files.createTempFile("kept", "");
        Path directory = Files.createTempDirectory("links");
        Files.createSymbolicLink(directory.resolve("link"), kept);
        directory.toFile().setWritable(false);
        TestDirectories.delete(directory);
        assertThat(directory).doesNotExist();
        assertThat(kept).exists();
        Files.delete(kept);
    }
}
