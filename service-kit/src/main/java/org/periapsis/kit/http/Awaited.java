package org.periapsis.kit.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Asks again while an answer lacks what is about to be there. */
public final class Awaited {
    private static final long FIRST_LOOK_MS = 25;
    private static final long LONGEST_LOOK_MS = 400;

    private final Vertx vertx;
    private final Duration patience;

    /** @param patience how long it is waited for */
    public Awaited(Vertx vertx, Duration patience) {
        this.vertx = vertx;
        this.patience = patience;
    }

    /**
     * The first answer that lacks nothing.
     *
     * @param lacks whether an answer lacks what is about to be there
     * @param otherwise what is said when it does not come in time, for people
     * @return failed with 503 when it does not come in time, otherwise as the question fails
     */
    public <T> Future<T> until(Supplier<Future<T>> question, Predicate<T> lacks, String otherwise) {
        return again(question, lacks, otherwise, System.nanoTime() + patience.toNanos(), FIRST_LOOK_MS);
    }

    private <T> Future<T> again(
            Supplier<Future<T>> question, Predicate<T> lacks, String otherwise, long end, long pause) {
        return question.get().compose(answer -> {
            if (!lacks.test(answer)) {
                return Future.succeededFuture(answer);
            }
            if (System.nanoTime() - end > 0) {
                return Future.failedFuture(Problem.unavailable(otherwise).exception());
            }
            return vertx.timer(pause, TimeUnit.MILLISECONDS)
                    .compose(tick -> again(question, lacks, otherwise, end, Math.min(2 * pause, LONGEST_LOOK_MS)));
        });
    }
}
