package org.periapsis.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Bounded waits. */
final class Waiting {
    /** As often as the agent asks a program whether it is up, so that all are asked alike. */
    private static final long EVERY_MS = 30;

    private static final long END_SECONDS = 10;

    /** Whether it is so by now. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    private Waiting() {}

    /** @throws IOException when it does not hold in time */
    static void until(Duration deadline, String what, Condition condition) throws IOException, InterruptedException {
        long end = System.nanoTime() + deadline.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new IOException(what + " did not come within " + deadline.toSeconds() + " s");
            }
            TimeUnit.MILLISECONDS.sleep(EVERY_MS);
        }
    }

    /** Ends a process and what descends from it: asked first, then forced. Forced at once when this thread is interrupted. */
    static void end(Process process, long seconds) {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(END_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        children.forEach(ProcessHandle::destroyForcibly);
    }

    static void end(Process process) {
        end(process, END_SECONDS);
    }
}
