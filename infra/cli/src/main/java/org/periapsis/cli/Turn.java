package org.periapsis.cli;

import java.io.IOException;
import java.nio.channels.FileLock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.periapsis.local.stack.StackDirectory;

/** Of several that start a stack in one directory one does it; the others wait for what becomes of that. */
final class Turn {
    private static final long PAUSE_MS = 250;

    private final StackDirectory directory;
    private final Duration patience;
    private final Consumer<String> say;

    /** @param patience with another's start, or its end */
    Turn(StackDirectory directory, Duration patience, Consumer<String> say) {
        this.directory = directory;
        this.patience = patience;
        this.say = say;
    }

    /** Whether a stack runs there already, which is shown. */
    @FunctionalInterface
    interface Running {
        boolean shown() throws IOException, InterruptedException, StackDirectory.InUse;
    }

    /** Starts what may be started by one alone. */
    @FunctionalInterface
    interface Start<T> {
        T start() throws Exception;
    }

    /**
     * The turn to start one in the background: nobody else does, and none runs.
     *
     * @return empty when another has started one meanwhile; else held until it is closed
     * @throws StackDirectory.InUse when the other is not done in time
     */
    Optional<FileLock> toStart(Running running) throws Exception {
        Optional<FileLock> mine = when(directory::lockStart, running);
        if (mine.isPresent()) {
            // One that was not started in the background has the directory alone.
            Optional<FileLock> free = when(directory::lock, running);
            if (free.isEmpty()) {
                mine.get().channel().close();
                return Optional.empty();
            }
            free.get().channel().close();
        }
        return mine;
    }

    /**
     * Starts when the directory is free.
     *
     * @return empty when another has started one meanwhile
     * @throws StackDirectory.InUse when the other neither is ready nor ends in time
     */
    <T> Optional<T> when(Start<T> start, Running running) throws Exception {
        long end = System.nanoTime() + patience.toNanos();
        boolean told = false;
        while (true) {
            try {
                return Optional.of(start.start());
            } catch (StackDirectory.InUse held) {
                // By one that has written down nothing yet, or ends, or has another port than was asked for.
                if (running.shown()) {
                    return Optional.empty();
                }
                if (System.nanoTime() > end) {
                    throw held;
                }
                if (!told) {
                    say.accept("another process starts or ends a stack in " + directory.root() + "; waiting for it");
                    told = true;
                }
                Thread.sleep(PAUSE_MS);
            }
        }
    }
}
