package org.periapsis.kit.http;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.periapsis.kit.config.HttpLimits;

/**
 * The bytes of bodies that are held in memory until their requests are answered, of the whole process. One caller has at most
 * half, unless it is for a single request. Thread-safe.
 */
public final class BodyBudget implements Shareable {
    private static final String KEY = "periapsis.bodies";
    /** What JSON becomes when it is read takes several times its text. */
    private static final int PART_OF_HEAP = 16;

    private static final long LEAST = 16L << 20;

    private final long total;
    private final long share;
    private final Map<String, Held> held = new HashMap<>();
    private long all;

    private record Held(long bytes, int requests) {}

    public BodyBudget(long total) {
        this.total = total;
        this.share = total / 2;
    }

    static BodyBudget of(Vertx vertx, HttpLimits limits) {
        return ProcessBudget.of(vertx, KEY, limits.bodyBytes(), PART_OF_HEAP, LEAST, BodyBudget::new);
    }

    /** One request's part; to be closed when the request is answered. */
    final class Part implements AutoCloseable {
        private final String who;
        private long bytes;
        private boolean closed;

        private Part(String who) {
            this.who = who;
        }

        /** @return why these bytes cannot be held; empty when they are */
        Optional<Shares.Refusal> take(long more) {
            synchronized (BodyBudget.this) {
                Held own = held.get(who);
                if (closed || all + more > total) {
                    return Optional.of(Shares.Refusal.FULL);
                }
                if (own.requests() > 1 && own.bytes() + more > share) {
                    return Optional.of(Shares.Refusal.SHARE);
                }
                held.put(who, new Held(own.bytes() + more, own.requests()));
                all += more;
                bytes += more;
                return Optional.empty();
            }
        }

        @Override
        public void close() {
            synchronized (BodyBudget.this) {
                if (!closed) {
                    closed = true;
                    all -= bytes;
                    held.computeIfPresent(
                            who,
                            (key, own) ->
                                    own.requests() > 1 ? new Held(own.bytes() - bytes, own.requests() - 1) : null);
                }
            }
        }
    }

    synchronized Part part(String who) {
        held.merge(who, new Held(0, 1), (old, one) -> new Held(old.bytes(), old.requests() + 1));
        return new Part(who);
    }

    synchronized long taken() {
        return all;
    }
}
