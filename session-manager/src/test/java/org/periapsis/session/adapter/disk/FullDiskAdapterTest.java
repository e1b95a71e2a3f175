package org.periapsis.session.adapter.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.events.Outcome;
import org.periapsis.session.Facts;
import org.periapsis.session.domain.agent.Held;

/** A disk that is full in earnest: a small file system in memory, which only root can make. */
class FullDiskAdapterTest {

    private static final TopicPartition REQUESTS = new TopicPartition("periapsis.requests.v1", 3);

    @TempDir
    Path directory;

    private Path disk;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(directory.resolve("disk"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString()) == 0, "tmpfs is for root alone");
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", "-l", disk.toString());
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private void fill(String name) {
        try (OutputStream out = Files.newOutputStream(disk.resolve(name))) {
            byte[] block = new byte[512];
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    @Test
    void theEndOfARunIsWrittenFromTheReserveAndNothingNewIsTaken() throws Exception {
        Reserve reserve = new Reserve(disk.resolve("reserve"), 128 << 10);
        DiskJournal journal = new DiskJournal(disk.resolve("held"), reserve);
        DiskOffsets offsets = new DiskOffsets(disk);
        offsets.save(Map.of(REQUESTS, 1L));
        offsets.save(Map.of(REQUESTS, 2L));
        Held accepted = Held.accepted(Facts.session(UUID.randomUUID()).placed("0", 1, "esac", 0, 3), "secret");
        journal.save(accepted);
        assertThat(journal.trouble()).isEmpty();

        fill("ballast");

        assertThat(journal.trouble()).hasValueSatisfying(why -> assertThat(why).contains("disk full"));
        Held over = accepted.ready(Instant.EPOCH)
                .over(Facts.session(accepted.id().entity()).exited("0", 1, "esac", Outcome.STOPPED, 0, 0));
        journal.save(over);
        offsets.save(Map.of(REQUESTS, 3L));
        assertThat(new DiskJournal(disk.resolve("held"), reserve).load()).containsExactly(over);
        assertThat(new DiskOffsets(disk).load(Set.of(REQUESTS))).containsEntry(REQUESTS, 3L);

        fill("more");
        assertThatThrownBy(() -> journal.save(accepted)).isInstanceOf(IOException.class);
        assertThat(new DiskJournal(disk.resolve("held"), reserve).load())
                .as("a write that failed leaves what was there")
                .containsExactly(over);

        Files.delete(disk.resolve("ballast"));
        assertThat(journal.trouble()).isEmpty();
        assertThat(Files.size(disk.resolve("reserve"))).isEqualTo(128 << 10);
        journal.save(over);
    }
}
