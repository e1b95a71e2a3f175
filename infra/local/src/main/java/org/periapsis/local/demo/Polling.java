package org.periapsis.local.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.periapsis.local.client.AskedAgain;

/** Asks again until there is an answer, or time is up. */
public final class Polling {
    private static final long PAUSE_MS = 50;

    private Polling() {}

    /** @param question answers null for not yet */
    public static <T> T until(Duration deadline, String what, AskedAgain.Question<T> question) throws IOException {
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
