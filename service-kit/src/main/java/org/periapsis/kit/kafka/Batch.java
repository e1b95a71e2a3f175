package org.periapsis.kit.kafka;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What is to be applied together, with its moves.
 *
 * @param events the events that can be handled, in log order within each partition; may be empty although offsets move
 * @param moves how far each partition's cursor goes with this batch
 * @param group for sending the offsets in a transaction
 * @param release the cursor in the facts, among the moves, when the events were set aside and are taken up again: they are older
 *     than what their own partition's cursor has passed
 */
public record Batch(
        List<Consumed> events,
        Map<TopicPartition, Move> moves,
        ConsumerGroupMetadata group,
        Optional<TopicPartition> release) {
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

    /** Of events in the order of their log. */
    public Batch(List<Consumed> events, Map<TopicPartition, Move> moves, ConsumerGroupMetadata group) {
        this(events, moves, group, Optional.empty());
    }
}
