package org.periapsis.session.adapter.http;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.kafka.Position;
import org.periapsis.session.domain.request.RequestLog;

/** How present an answer is: of a view that has the reader's own writes, and all that was asked for where something is not there. */
public final class Freshness {
    /** How the view tells how far it is, by role. */
    @FunctionalInterface
    public interface Applied {
        /** @return true as soon as every position is in the view, false when the deadline passes first */
        Future<Boolean> await(List<Position> positions, Duration deadline);
    }

    private static final Duration READ = Duration.ofSeconds(5);
    private static final Duration WRITTEN = Duration.ofSeconds(3);

    private final Applied applied;
    private final BooleanSupplier whole;
    private final Set<Topic> topics;
    private final Supplier<Future<Void>> present;

    /**
     * Waits for a view.
     *
     * @param whole whether the view has come to the end of the log since it was made
     * @param topics what the view reads: a position elsewhere is not waited for
     * @param present completes when the view has all that was asked for up to now; fails when it does not in time
     */
    public Freshness(Applied applied, BooleanSupplier whole, Set<Topic> topics, Supplier<Future<Void>> present) {
        this.applied = applied;
        this.whole = whole;
        this.present = present;
        this.topics = Set.copyOf(topics);
    }

    boolean whole() {
        return whole.getAsBoolean();
    }

    /** Completes when the view has come to what the reader names; fails with a problem when it does not come in time. */
    Future<Void> require(List<Position> positions) {
        List<Position> own = positions.stream()
                .filter(p -> Topic.ofName(p.topic()).filter(topics::contains).isPresent())
                .toList();
        if (own.isEmpty()) {
            return Future.succeededFuture();
        }
        return Stages.here(applied.await(own, READ))
                .compose(there -> there
                        ? Future.succeededFuture()
                        : Future.failedFuture(Problem.unavailable("The view has not come to " + Position.HEADER)
                                .exception()));
    }

    /** @return an answer that something is not there only when the view is not behind: another instance may have taken it */
    <T> Future<T> sure(Supplier<Future<T>> question, Predicate<T> lacks) {
        return question.get()
                .compose(answer -> lacks.test(answer)
                        ? Stages.here(present.get()).compose(there -> question.get())
                        : Future.succeededFuture(answer));
    }

    /**
     * After a write: whether the view has it already. The write stands either way.
     *
     * @param positions as {@link RequestLog} gives them
     */
    Future<Boolean> settled(List<String> positions) {
        return Stages.here(applied.await(Position.parse(String.join(",", positions)), WRITTEN));
    }
}
