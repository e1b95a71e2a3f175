package org.periapsis.kit.postgres;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.kafka.LogEnds;

/**
 * Answers from a view that is not behind the log. That something is there may be said at any time; that it is not there, only
 * by a view that shows everything that was on the log when the question came: whoever asks may know of it from another view.
 */
public final class PresentView {
    private final LogEnds ends;
    private final AppliedPositions applied;
    private final BooleanSupplier whole;
    private final Duration patience;

    /**
     * @param whole whether the view has come to the end of the log since it was made: what was applied before counts no more
     * @param patience how long the view is waited for
     */
    public PresentView(LogEnds ends, AppliedPositions applied, BooleanSupplier whole, Duration patience) {
        this.ends = ends;
        this.applied = applied;
        this.whole = whole;
        this.patience = patience;
    }

    /**
     * Asks, and when something is not there once more, of a view that is not behind.
     *
     * @param lacks whether an answer says that something is not there
     * @return failed with 503 when the view does not come to the log's end in time, or nobody tells where that is
     */
    public <T> Future<T> sure(Supplier<Future<T>> question, Predicate<T> lacks) {
        return question.get()
                .compose(answer -> lacks.test(answer)
                        ? reached().compose(there -> question.get()).compose(again -> lasting(again, lacks))
                        : Future.succeededFuture(answer));
    }

    /** A view that was lost while it was asked has nothing, whatever had been applied to it. */
    private <T> Future<T> lasting(T answer, Predicate<T> lacks) {
        return lacks.test(answer) && !whole.getAsBoolean()
                ? Future.failedFuture(
                        Problem.unavailable("The view is being made anew from the event log, and may lack it")
                                .exception())
                : Future.succeededFuture(answer);
    }

    /** Completes when the view shows what was on the log at this call; fails with 503 when it does not in time. */
    public Future<Void> reached() {
        return ends.now()
                .recover(silent -> Future.failedFuture(
                        Problem.unavailable("The event log does not say whether this view is behind")
                                .exception(silent)))
                .compose(last -> applied.shown(last, patience))
                .compose(there -> there
                        ? Future.succeededFuture()
                        : Future.failedFuture(Problem.unavailable("The view is behind the event log, and may lack it")
                                .exception()));
    }
}
