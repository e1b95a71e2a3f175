package org.periapsis.embedded.postgres;

import java.nio.file.Path;
import org.periapsis.embedded.ForkedJvm;

/** A database under a JVM of its own, for the test that kills it. */
final class DatabaseMain {

    private DatabaseMain() {}

    public static void main(String[] arguments) throws Exception {
        EmbeddedDatabase database = EmbeddedDatabase.start(settings(Path.of(arguments[0])));
        System.out.println(ForkedJvm.READY + database.port());
        Thread.currentThread().join();
    }

    static DatabaseSettings settings(Path directory) {
        return new DatabaseSettings(directory, Path.of("target", "binaries"), 0, true);
    }
}
