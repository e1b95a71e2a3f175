package org.periapsis.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Asks until the answer is as wanted, or the deadline passes; no answer is asked for again too. */
final class Eventually {
    private static final long FIRST_PAUSE_MS = 50;
    /** Many who ask often keep what they wait for from its work. */
    private static final long LONGEST_PAUSE_MS = 400;

    private Eventually() {}

    static <T> void is(Duration deadline, Callable<T> question, T wanted) throws Exception {
        long end = System.nanoTime() + deadline.toNanos();
        long pause = FIRST_PAUSE_MS;
        while (System.nanoTime() < end) {
            try {
                if (wanted.equals(question.call())) {
                    return;
                }
            } catch (IOException notYet) {
                // The last question, below, tells why.
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pause));
            pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
        }
        assertThat(question.call()).isEqualTo(wanted);
    }
}
