package org.periapsis.session.adapter.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One run whose lease cannot be written is no other's end. */
class LeasesTest {

    @TempDir
    private Path directory;

    @Test
    void aFaultAtOneRunEndsNoOthersRenewing() throws Exception {
        RunFiles gone = new RunFiles(Files.createDirectory(directory.resolve("gone")));
        RunFiles kept = new RunFiles(Files.createDirectory(directory.resolve("kept")));
        try (Leases leases = new Leases(2, run -> {
            if (run.equals(gone) && Files.exists(directory.resolve("spoiled"))) {
                throw new IllegalStateException("a fault");
            }
            run.lease(Long.toString(System.nanoTime()));
        })) {
            leases.hold(gone);
            leases.hold(kept);
            Files.createFile(directory.resolve("spoiled"));
            for (int i = 0; i < 3; i++) {
                String before = Files.readString(directory.resolve("kept/lease"));
                RunStand.await(
                        () -> !Files.readString(directory.resolve("kept/lease")).equals(before), () -> "not renewed");
            }
        }
        assertThat(directory.resolve("gone/lease")).exists();
    }
}
