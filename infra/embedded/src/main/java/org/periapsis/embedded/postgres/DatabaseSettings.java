package org.periapsis.embedded.postgres;

import java.nio.file.Path;

/**
 * What an embedded PostgreSQL is started with.
 *
 * @param directory where its data lives; made if missing, readable by this user only
 * @param binaries where PostgreSQL's programs are unpacked once and found again, shared by any number of databases
 * @param port the loopback port, or 0 for any free one
 * @param durable whether a commit waits for the disk; false only where losing all data in a power cut does not matter
 */
public record DatabaseSettings(Path directory, Path binaries, int port, boolean durable) {

    public DatabaseSettings {
        directory = directory.toAbsolutePath();
        binaries = binaries.toAbsolutePath();
    }
}
