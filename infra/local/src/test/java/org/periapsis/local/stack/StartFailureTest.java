package org.periapsis.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class StartFailureTest {
    private final StackDirectory directory = new StackDirectory(Path.of("/data/sky"), Path.of("/data/python"));

    @Test
    void aFullDiskIsToldFirstHoweverMuchAPartHasSaidBefore() {
        IllegalStateException initdb = new IllegalStateException(
                """
                initdb ended with 1: The files belonging to this database system will be owned by user "nobody".
                creating configuration files ... FATAL:  could not write to file "pg_wal/xlogtemp.7": No space left on device
                child process exited with exit code 1""");
        assertThat(LocalStack.why(directory, new IOException("parts", initdb)))
                .startsWith("no space left in /data/sky: ")
                .contains("could not write to file")
                .doesNotContain("\n");
        assertThat(LocalStack.why(directory, new IOException("port 7080 is taken")))
                .isEqualTo("port 7080 is taken");
    }
}
