package org.periapsis.embedded.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Stops a server when this JVM is no more, however it ended (no memory, SIGKILL): a shell that reads from a pipe which only
 * this JVM holds open. It sends SIGINT, PostgreSQL's fast shutdown, and only to the server that it was started for.
 */
final class DeathWatch {
    private static final String SCRIPT =
            """
            trap '' INT TERM HUP
            read -r nothing
            read -r pid < "$1/postmaster.pid" && [ "$pid" = "$0" ] && kill -INT "$pid"
            """;

    /** Held, since its end of the pipe is closed with it. */
    private final Process shell;

    private DeathWatch(Process shell) {
        this.shell = shell;
    }

    /** @param data directory of a server that runs */
    static DeathWatch over(Path data) throws IOException {
        String pid = Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip();
        return new DeathWatch(new ProcessBuilder("/bin/sh", "-c", SCRIPT, pid, data.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** The server was stopped in order. */
    void end() {
        shell.destroyForcibly();
    }
}
