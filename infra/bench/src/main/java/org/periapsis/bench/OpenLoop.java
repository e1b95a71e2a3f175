package org.periapsis.bench;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Sends at times that are fixed beforehand, whatever the answers do: what is late because something before it was slow
 * counts as late.
 */
final class OpenLoop {
    private static final int SENDERS = 64;

    /** Sends one. */
    @FunctionalInterface
    interface Send {
        void send(int number) throws Exception;
    }

    private OpenLoop() {}

    /**
     * Sends them all and waits for the answers.
     *
     * @return when each was due, by {@link System#nanoTime()}
     */
    static long[] run(int count, double perSecond, Send send, Duration patience)
            throws InterruptedException, ExecutionException, TimeoutException {
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS, task -> new Thread(task, "bench-sender"));
        try {
            long began = System.nanoTime();
            long[] due = IntStream.range(0, count)
                    .mapToLong(i -> began + (long) (i * TimeUnit.SECONDS.toNanos(1) / perSecond))
                    .toArray();
            Future<?>[] sent = new Future<?>[count];
            for (int i = 0; i < count; i++) {
                for (long left = due[i] - System.nanoTime(); left > 0; left = due[i] - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                int number = i;
                sent[i] = senders.submit(() -> {
                    send.send(number);
                    return null;
                });
            }
            for (Future<?> one : sent) {
                one.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            }
            return due;
        } finally {
            senders.shutdownNow();
        }
    }
}
