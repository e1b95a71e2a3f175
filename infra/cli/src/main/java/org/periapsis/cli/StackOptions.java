package org.periapsis.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.periapsis.local.stack.StackDirectory;
import org.periapsis.local.stack.StackState;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Which local stack a command is about. */
final class StackOptions {
    /** Where the portal listens unless told otherwise. */
    static final int PORT = 7080;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "${env:PERIAPSIS_DIR}",
            description = "Where the stack keeps everything (default: PERIAPSIS_DIR, or ~/.periapsis).")
    private Path dir;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "${env:PERIAPSIS_PORT}",
            converter = PortNumber.class,
            description = "The portal's port; 0 for any free one (default: PERIAPSIS_PORT, or " + PORT + ").")
    private Integer port;

    StackDirectory directory() {
        return dir == null ? StackDirectory.ofUser() : new StackDirectory(dir);
    }

    int port() {
        return port == null ? PORT : port;
    }

    /** @return the stack that runs there, on the port if one was named; null when none does */
    StackState running() throws IOException {
        return StackState.read(directory())
                .filter(state -> port == null || port == 0 || state.url().endsWith(":" + port))
                .orElse(null);
    }

    /** Says that nothing runs there. */
    int nothingRuns(CommandLine command) {
        command.getErr()
                .println("periapsis: no stack runs in " + directory().root() + (port == null ? "" : " on port " + port)
                        + ". Start one with `periapsis up`.");
        return PeriapsisMain.NOTHING_RUNS;
    }
}
