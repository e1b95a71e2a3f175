package org.periapsis.embedded;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Asks again until something outside this JVM's control holds; for what gives no signal to wait on. */
public final class Patience {

    private static final long PAUSE_MILLIS = 10;

    /** Asks once; what it throws ends the waiting. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws Exception;
    }

    private Patience() {}

    /**
     * Returns when the condition holds.
     *
     * @param what what is awaited, for the message
     * @throws IllegalStateException if it does not hold in time, cannot be asked, or the thread is interrupted
     */
    public static void until(String what, Duration limit, Condition condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!holds(what, condition)) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(what + " not seen within " + limit.toSeconds() + " s");
            }
            try {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for " + what, e);
            }
        }
    }

    private static boolean holds(String what, Condition condition) {
        try {
            return condition.holds();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + what, e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(what + " could not be asked for", e);
        }
    }
}
