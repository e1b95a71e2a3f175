package org.periapsis.cli.external;

import java.io.IOException;
import java.time.Duration;

/** What the platform needs and does not bring: it is stopped in order, killed and silenced, and comes back with what it had. */
interface Part {
    Duration PATIENCE = Duration.ofSeconds(90);

    /** Its name is that of the check by which services tell of it. */
    OsProcess process();

    /** Asks it once. */
    boolean answers() throws IOException, InterruptedException;

    default String check() {
        return process().name();
    }

    /** Returns when it answers. */
    default void start() throws IOException, InterruptedException {
        process().start();
        Answering.await(process(), this::answers, PATIENCE);
    }

    /** As its operator stops it. */
    default void stop() throws IOException, InterruptedException {
        process().signal("TERM");
        process().awaitEnd(PATIENCE);
    }

    default void kill() throws IOException, InterruptedException {
        process().signal("KILL");
        process().awaitEnd(PATIENCE);
    }

    /** It is there, takes connections, and says nothing. */
    default void silence() throws IOException, InterruptedException {
        process().signal("STOP");
    }

    default void wake() throws IOException, InterruptedException {
        process().signal("CONT");
    }
}
