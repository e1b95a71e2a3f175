package org.periapsis.kit.kafka;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.periapsis.kit.failure.Place;

/**
 * Records that are to be handled together, and the steps that cursors take with them. Can be cut in two at any record, so that
 * the first half's cursors end where the second's begin.
 *
 * @param items each partition's together, in order
 * @param release as {@link Batch#release}
 */
record Segment(List<Item> items, Map<TopicPartition, Batch.Move> moves, Optional<TopicPartition> release) {
    /**
     * A record.
     *
     * @param record as it was read, from its topic or from a letter
     * @param place where it stands on the topic that is read
     * @param cursor whose step passes it
     * @param at where it stands for that cursor
     */
    record Item(ConsumerRecord<String, byte[]> record, Place place, TopicPartition cursor, long at) {
        static Item of(ConsumerRecord<String, byte[]> record) {
            Place place = new Place(record.topic(), record.partition(), record.offset());
            return new Item(record, place, place.topicPartition(), record.offset());
        }
    }

    Segment {
        items = List.copyOf(items);
        moves = Map.copyOf(moves);
    }

    /** @param at the second half's first item; neither half is empty */
    List<Segment> cut(int at) {
        List<Item> early = items.subList(0, at);
        List<Item> late = items.subList(at, items.size());
        Map<TopicPartition, Long> boundaries = new LinkedHashMap<>();
        late.forEach(item -> boundaries.putIfAbsent(item.cursor(), item.at()));
        Map<TopicPartition, Batch.Move> first = new HashMap<>();
        Map<TopicPartition, Batch.Move> second = new HashMap<>();
        moves.forEach((partition, move) -> {
            Long boundary = boundaries.get(partition);
            boolean begun = early.stream().anyMatch(item -> item.cursor().equals(partition));
            if (move.expected() == move.next()) {
                first.put(partition, move);
                second.put(partition, move);
            } else if (boundary == null) {
                first.put(partition, move);
            } else if (!begun) {
                second.put(partition, move);
            } else {
                first.put(partition, new Batch.Move(move.expected(), boundary));
                second.put(partition, new Batch.Move(boundary, move.next()));
            }
        });
        return List.of(new Segment(early, first, release), new Segment(late, second, release));
    }
}
