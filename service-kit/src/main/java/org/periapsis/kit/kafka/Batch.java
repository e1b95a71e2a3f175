package org.periapsis.kit.kafka;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What one poll brought.
 *
 * @param events the events that can be handled, in log order within each partition; may be empty although offsets move
 * @param moves how far each partition's cursor goes with this batch
 * @param group for sending the offsets in a transaction
 */
public record Batch(List<Consumed> events, Map<TopicPartition, Move> moves, ConsumerGroupMetadata group) {
    /**
     * A cursor's step.
     *
     * @param expected offset where the reader stood
     * @param next offset to read next
     */
    public record Move(long expected, long next) {}

    public Batch {
        events = List.copyOf(events);
        moves = Map.copyOf(moves);
    }
}
