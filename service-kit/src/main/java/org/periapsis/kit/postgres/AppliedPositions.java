package org.periapsis.kit.postgres;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.periapsis.kit.kafka.Batch;
import org.periapsis.kit.kafka.Position;

/** Lets a reader wait until a view has come to a position: read your own writes. Thread-safe. */
public final class AppliedPositions {
    private static final long FIRST_LOOK_MS = 5;
    private static final long LONGEST_LOOK_MS = 100;

    private final Vertx vertx;
    private final Pool pool;
    private final String view;
    private final Map<TopicPartition, Long> applied = new ConcurrentHashMap<>();

    public AppliedPositions(Vertx vertx, Pool pool, String view) {
        this.vertx = vertx;
        this.pool = pool;
        this.view = view;
    }

    /** Called by the consumer of this instance after each applied batch. */
    public void applied(Batch batch) {
        batch.moves().forEach((partition, move) -> applied.merge(partition, move.next(), Math::max));
    }

    /** @return true as soon as every position is in the view, false when the deadline passes first */
    public Future<Boolean> await(List<Position> positions, Duration deadline) {
        Promise<Boolean> promise = Promise.promise();
        look(positions, System.nanoTime() + deadline.toNanos(), FIRST_LOOK_MS, promise);
        return promise.future();
    }

    private void look(List<Position> positions, long end, long pause, Promise<Boolean> promise) {
        List<Position> open = positions.stream().filter(p -> !seen(p)).toList();
        if (open.isEmpty()) {
            promise.complete(true);
            return;
        }
        // Another instance may read the partition: its progress is in the table.
        Future<Void> refreshed = pause < LONGEST_LOOK_MS / 2 ? Future.succeededFuture() : refresh();
        refreshed.onFailure(promise::tryFail).onSuccess(done -> {
            if (open.stream().allMatch(this::seen)) {
                promise.tryComplete(true);
            } else if (System.nanoTime() > end) {
                promise.tryComplete(false);
            } else {
                vertx.setTimer(pause, timer -> look(open, end, Math.min(pause * 2, LONGEST_LOOK_MS), promise));
            }
        });
    }

    private boolean seen(Position position) {
        Long next = applied.get(new TopicPartition(position.topic(), position.partition()));
        return next != null && next > position.offset();
    }

    private Future<Void> refresh() {
        return pool.preparedQuery("select topic, partition, next_offset from applied where view = $1")
                .execute(Tuple.of(view))
                .map(rows -> {
                    for (Row row : rows) {
                        applied.merge(
                                new TopicPartition(row.getString(0), row.getInteger(1)), row.getLong(2), Math::max);
                    }
                    return null;
                });
    }
}
