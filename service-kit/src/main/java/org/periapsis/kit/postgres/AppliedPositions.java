package org.periapsis.kit.postgres;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
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
    /** Partitions that this instance has applied itself: for the others only the table can tell. */
    private final Set<TopicPartition> own = ConcurrentHashMap.newKeySet();

    private final AtomicReference<Future<Void>> refreshing = new AtomicReference<>();
    private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();

    /** Somebody who is told as soon as this instance has applied what they wait for. */
    private record Waiter(List<Position> positions, Context context, Promise<Boolean> promise) {
        void tell() {
            context.runOnContext(ignored -> promise.tryComplete(true));
        }
    }

    public AppliedPositions(Vertx vertx, Pool pool, String view) {
        this.vertx = vertx;
        this.pool = pool;
        this.view = view;
    }

    /** Called by the consumer of this instance after each applied batch. */
    public void applied(Batch batch) {
        own.addAll(batch.moves().keySet());
        batch.moves().forEach((partition, move) -> applied.merge(partition, move.next(), Math::max));
        waiters.stream()
                .filter(waiter -> waiter.positions.stream().allMatch(this::seen))
                .forEach(Waiter::tell);
    }

    /** The view is made anew: nothing is in it. */
    public void startsOver() {
        own.clear();
        applied.clear();
    }

    /** @return true as soon as every position is in the view, false when the deadline passes first */
    public Future<Boolean> await(List<Position> positions, Duration deadline) {
        Promise<Boolean> promise = Promise.promise();
        Waiter waiter = new Waiter(List.copyOf(positions), vertx.getOrCreateContext(), promise);
        waiters.add(waiter);
        look(positions, System.nanoTime() + deadline.toNanos(), FIRST_LOOK_MS, promise);
        return promise.future().onComplete(done -> waiters.remove(waiter));
    }

    /**
     * The same, of the table as it is now: another instance may have made the view anew since this one applied anything.
     *
     * @return as {@link #await}
     */
    public Future<Boolean> shown(List<Position> positions, Duration deadline) {
        return rows().compose(now -> {
            boolean all = positions.stream()
                    .allMatch(position -> now.getOrDefault(partition(position), 0L) > position.offset());
            if (all) {
                return Future.succeededFuture(true);
            }
            startsOver();
            return await(positions, deadline);
        });
    }

    private void look(List<Position> positions, long end, long pause, Promise<Boolean> promise) {
        List<Position> open = positions.stream().filter(p -> !seen(p)).toList();
        if (open.isEmpty() || promise.future().isComplete()) {
            promise.tryComplete(true);
            return;
        }
        // Another instance may read the partition, now or for long: its progress is in the table.
        boolean elsewhere = open.stream().anyMatch(position -> !own.contains(partition(position)));
        Future<Void> refreshed =
                elsewhere || pause >= LONGEST_LOOK_MS / 2 ? refreshTogether() : Future.succeededFuture();
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
        Long next = applied.get(partition(position));
        return next != null && next > position.offset();
    }

    private static TopicPartition partition(Position position) {
        return new TopicPartition(position.topic(), position.partition());
    }

    /** However many wait, one asks; each goes on where it was. */
    private Future<Void> refreshTogether() {
        Future<Void> running = refreshing.get();
        if (running == null || running.isComplete()) {
            running = refresh();
            refreshing.set(running);
        }
        Context context = vertx.getOrCreateContext();
        Promise<Void> here = Promise.promise();
        running.onComplete(done -> context.runOnContext(ignored -> here.handle(done)));
        return here.future();
    }

    private Future<Void> refresh() {
        return rows().map(rows -> {
            rows.forEach((partition, next) -> applied.merge(partition, next, Math::max));
            return null;
        });
    }

    private Future<Map<TopicPartition, Long>> rows() {
        return pool.preparedQuery("select topic, partition, next_offset from applied where view = $1")
                .execute(Tuple.of(view))
                .map(rows -> {
                    Map<TopicPartition, Long> next = new HashMap<>();
                    for (Row row : rows) {
                        next.put(new TopicPartition(row.getString(0), row.getInteger(1)), row.getLong(2));
                    }
                    return next;
                });
    }
}
