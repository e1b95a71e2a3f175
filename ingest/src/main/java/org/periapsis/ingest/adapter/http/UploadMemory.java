package org.periapsis.ingest.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.http.ProcessBudget;

/**
 * The bytes that uploads hold on their way into the store, of the whole process: however many sites have their door in it and
 * however many uploads each takes. Whoever finds none waits in line for a while. Thread-safe.
 */
final class UploadMemory implements Shareable {
    private static final String KEY = "periapsis.uploads";
    private static final long LEAST = 16L << 20;
    /** The rest is for bodies, previews and everything else. */
    private static final int PART_OF_HEAP = 4;

    private final long total;
    private final Deque<Waiting> line = new ArrayDeque<>();
    private long taken;

    private record Waiting(long bytes, Promise<Lease> promise) {}

    UploadMemory(long total) {
        this.total = total;
    }

    /** @param bytes 0 for a quarter of the heap */
    static UploadMemory of(Vertx vertx, long bytes) {
        return ProcessBudget.of(vertx, KEY, bytes, PART_OF_HEAP, LEAST, UploadMemory::new);
    }

    /** What one upload has; to be closed when nothing of it is in memory any more. */
    final class Lease implements AutoCloseable {
        private long bytes;
        private boolean closed;

        private Lease(long bytes) {
            this.bytes = bytes;
        }

        /** Takes more, unless somebody waits or there is none. */
        boolean grow(long more) {
            synchronized (UploadMemory.this) {
                if (closed || !line.isEmpty() || taken + more > total) {
                    return false;
                }
                taken += more;
                bytes += more;
                return true;
            }
        }

        @Override
        public void close() {
            synchronized (UploadMemory.this) {
                if (closed) {
                    return;
                }
                closed = true;
                taken -= bytes;
            }
            serve();
        }
    }

    /** Takes bytes, in the order in which they were asked for; fails with a problem when there are none in time. */
    Future<Lease> take(Vertx vertx, long bytes, Duration patience) {
        if (bytes > total) {
            return Future.failedFuture(full().exception());
        }
        Promise<Lease> promise = Promise.promise();
        Waiting waiting = new Waiting(bytes, promise);
        synchronized (this) {
            line.add(waiting);
        }
        serve();
        long timer = vertx.setTimer(patience.toMillis(), late -> {
            boolean waits;
            synchronized (this) {
                waits = line.remove(waiting);
            }
            if (waits) {
                promise.fail(full().exception());
                // Behind one who wanted much may be one who wants little.
                serve();
            }
        });
        return promise.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    private void serve() {
        for (Optional<Waiting> next = next(); next.isPresent(); next = next()) {
            Lease lease = new Lease(next.get().bytes());
            next.get().promise().complete(lease);
        }
    }

    private synchronized Optional<Waiting> next() {
        Waiting first = line.peek();
        if (first == null || taken + first.bytes() > total) {
            return Optional.empty();
        }
        taken += first.bytes();
        return Optional.of(line.remove());
    }

    synchronized long taken() {
        return taken;
    }

    private static Problem full() {
        return Problem.unavailable("So much is being uploaded that there is no memory for another file now");
    }
}
