package org.periapsis.kit.kafka;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

/** Collects the broker's answers to one publish call and completes it on the caller's context. */
final class Confirmations {
    private final AtomicReferenceArray<Position> positions;
    private final AtomicInteger open;
    private final Context context;
    private final Promise<List<Position>> promise;

    Confirmations(int count, Context context, Promise<List<Position>> promise) {
        this.positions = new AtomicReferenceArray<>(count);
        this.open = new AtomicInteger(count);
        this.context = context;
        this.promise = promise;
        if (count == 0) {
            context.runOnContext(ignored -> promise.complete(List.of()));
        }
    }

    void confirmed(int index, Position position) {
        positions.set(index, position);
        if (open.decrementAndGet() == 0) {
            List<Position> all = IntStream.range(0, positions.length())
                    .mapToObj(positions::get)
                    .toList();
            context.runOnContext(ignored -> promise.tryComplete(all));
        }
    }

    void failed(Exception failure) {
        context.runOnContext(ignored ->
                promise.tryFail(new KafkaEventPublisher.PublishFailed("Kafka did not confirm the event", failure)));
    }
}
