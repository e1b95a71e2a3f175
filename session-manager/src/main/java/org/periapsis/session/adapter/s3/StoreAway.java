package org.periapsis.session.adapter.s3;

import io.minio.errors.MinioException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for a store that is away: that is no fault of a run's, and uses up none of its attempts. */
final class StoreAway {
    private static final Logger LOG = LoggerFactory.getLogger(StoreAway.class);
    private static final int DEEPEST = 10;
    private static final long FIRST_PAUSE_MS = 250;
    private static final long LONGEST_PAUSE_MS = 5_000;

    private final Duration patience;

    /** A question to the store. */
    interface Asked<T> {
        T ask() throws IOException, MinioException;
    }

    /** @param patience how long one question is asked again */
    StoreAway(Duration patience) {
        this.patience = patience;
    }

    /** @throws IOException with what the store says at last; on interruption at once, with the thread's mark */
    <T> T patiently(Asked<T> asked) throws IOException, MinioException {
        long end = System.nanoTime() + patience.toNanos();
        for (long pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
            try {
                return asked.ask();
            } catch (IOException | MinioException | IllegalStateException failure) {
                // MinIO's client wraps a refused connection in an unchecked exception.
                if (!away(failure) || System.nanoTime() - end > 0 || !paused(pause)) {
                    if (failure instanceof MinioException refused) {
                        throw refused;
                    }
                    throw new IOException(failure.getMessage(), failure);
                }
                LOG.info("event=store-awaited cause={}", failure.toString());
            }
        }
    }

    private static boolean paused(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean away(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (cause instanceof SocketException
                    || cause instanceof SocketTimeoutException
                    || cause instanceof UnknownHostException) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
