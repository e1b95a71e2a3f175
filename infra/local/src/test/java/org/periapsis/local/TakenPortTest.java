package org.periapsis.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.local.stack.LocalStack;
import org.periapsis.local.stack.StackDirectory;
import org.periapsis.local.stack.StackPorts;

class TakenPortTest {
    @TempDir
    private Path root;

    @Test
    void namesTheTakenPortBeforeAnythingIsStarted() throws Exception {
        List<String> said = new ArrayList<>();
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = other.getLocalPort();
            assertThatIOException()
                    .isThrownBy(() -> LocalStack.start(
                                    new StackDirectory(root),
                                    new StackPorts(port, 0, 0, 0, 0),
                                    (part, text) -> said.add(part + text))
                            .close())
                    .withMessage("port " + port + " for the portal is taken by another process");
        }
        assertThat(said).isEmpty();
    }
}
