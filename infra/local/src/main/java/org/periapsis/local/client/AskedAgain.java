package org.periapsis.local.client;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks again what got no answer, or was asked too early: a request that is lost on its way says nothing about who was asked. For
 * what may be asked twice.
 */
public final class AskedAgain {
    private static final Set<Integer> LATER = Set.of(502, 503, 504);
    private static final long FIRST_PAUSE_MS = 100;
    private static final long LONGEST_PAUSE_MS = 2_000;

    /** Asks once. */
    @FunctionalInterface
    public interface Question<T> {
        T ask() throws IOException;
    }

    private AskedAgain() {}

    /**
     * @param bound from when on it is asked no more
     * @param what is asked of whom, for people; no secret
     * @throws IOException when it was refused, or when there was no answer within the bound: the message says what was asked
     */
    public static <T> T within(Duration bound, String what, Question<T> question) throws IOException {
        long end = System.nanoTime() + bound.toNanos();
        long pause = FIRST_PAUSE_MS;
        int asked = 1;
        while (true) {
            try {
                return question.ask();
            } catch (IOException e) {
                if (e instanceof ApiException refused && !LATER.contains(refused.status())) {
                    throw new IOException(what + ": " + e.getMessage(), e);
                }
                if (System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
                    throw new IOException(
                            what + ", asked " + asked + " times within " + bound.toSeconds() + " s: " + e.getMessage(),
                            e);
                }
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pause));
            pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
            asked++;
        }
    }
}
