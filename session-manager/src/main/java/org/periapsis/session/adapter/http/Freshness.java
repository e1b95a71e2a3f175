package org.periapsis.session.adapter.http;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.kafka.Position;
import org.periapsis.session.domain.request.RequestLog;

/** Read your own writes: waits, bounded, until the view has come to a position. */
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

    /**
     * @param whole whether the view has come to the end of the log since it was made
     * @param topics what the view reads: a position elsewhere is not waited for
     */
    public Freshness(Applied applied, BooleanSupplier whole, Set<Topic> topics) {
        this.applied = applied;
        this.whole = whole;
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

    /**
     * After a write: whether the view has it already. The write stands either way.
     *
     * @param positions as {@link RequestLog} gives them
     */
    Future<Boolean> settled(List<String> positions) {
        return Stages.here(applied.await(Position.parse(String.join(",", positions)), WRITTEN));
    }
}
