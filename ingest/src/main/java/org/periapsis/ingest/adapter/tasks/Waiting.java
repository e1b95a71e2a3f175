package org.periapsis.ingest.adapter.tasks;

import io.vertx.core.Future;
import java.io.IOException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.periapsis.ingest.domain.RefusedException;
import org.periapsis.ingest.domain.intake.EventLog.NeverTaken;

/** Waits on a worker thread for what others do. */
final class Waiting {
    private static final long SECONDS = 60;

    private Waiting() {}

    static <T> T on(Future<T> future) throws IOException {
        return on(future.toCompletionStage());
    }

    /** @throws RefusedException as it is, and so {@link NeverTaken}; any other failure counts as an outage */
    static <T> T on(CompletionStage<T> stage) throws IOException {
        try {
            return stage.toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RefusedException refused) {
                throw refused;
            }
            if (e.getCause() instanceof NeverTaken never) {
                throw never;
            }
            throw new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("no answer for " + SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
