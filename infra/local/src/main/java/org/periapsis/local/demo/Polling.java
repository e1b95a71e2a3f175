package org.periapsis.local.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Asks again until there is an answer, or time is up. */
public final class Polling {
    private static final long PAUSE_MS = 50;

    /** Asks once; null for not yet. */
    @FunctionalInterface
    public interface Question<T> {
        T ask() throws IOException;
    }

    private Polling() {}

    public static <T> T until(Duration deadline, String what, Question<T> question) throws IOException {
        long end = System.nanoTime() + deadline.toNanos();
        while (System.nanoTime() < end) {
            T answer = question.ask();
            if (answer != null) {
                return answer;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MS));
        }
        throw new IOException(what + " did not come within " + deadline.toSeconds() + " s");
    }
}
