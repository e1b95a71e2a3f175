package org.periapsis.session.adapter.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTest {
    private static final int TOGETHER = 4;
    private static final int ROUNDS = 500;

    @TempDir
    private Path root;

    /** As the first runs of one person do with the home. */
    @Test
    void oneDirectoryIsMadeByManyAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(TOGETHER);
        try {
            CyclicBarrier start = new CyclicBarrier(TOGETHER);
            List<Future<Path>> made = new ArrayList<>();
            for (int i = 0; i < TOGETHER; i++) {
                made.add(threads.submit(() -> {
                    Path last = root;
                    for (int round = 0; round < ROUNDS; round++) {
                        start.await();
                        last = Access.directory(root.resolve("home-" + round), "rwx------");
                    }
                    return last;
                }));
            }
            for (Future<Path> each : made) {
                assertThat(each.get()).isDirectory();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aFileIsNotTakenForADirectory() throws Exception {
        Path file = Files.createFile(root.resolve("file"));

        assertThatThrownBy(() -> Access.directory(file, "rwx------")).isInstanceOf(FileAlreadyExistsException.class);
    }
}
