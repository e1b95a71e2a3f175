package org.periapsis.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Asks until the answer is as wanted, or the deadline passes. */
final class Eventually {
    private Eventually() {}

    static <T> void is(Duration deadline, Callable<T> question, T wanted) throws Exception {
        long end = System.nanoTime() + deadline.toNanos();
        T answer = question.call();
        while (!wanted.equals(answer) && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            answer = question.call();
        }
        assertThat(answer).isEqualTo(wanted);
    }
}
