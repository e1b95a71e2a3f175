package org.periapsis.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.periapsis.kit.failure.Place;
import org.periapsis.kit.kafka.Batch.Move;

class SegmentTest {
    private static final TopicPartition A = new TopicPartition("t", 0);
    private static final TopicPartition B = new TopicPartition("t", 1);
    private static final TopicPartition EMPTY = new TopicPartition("t", 2);
    private static final TopicPartition FACTS = new TopicPartition("t.group.dlq", 0);

    @Test
    void theFirstHalfsCursorsEndWhereTheSecondsBegin() {
        Segment whole = new Segment(
                List.of(item(A, 10), item(A, 14), item(B, 3), item(B, 4)),
                Map.of(A, new Move(9, 20), B, new Move(3, 5), EMPTY, new Move(7, 8)),
                Optional.empty());

        List<Segment> between = whole.cut(2);
        assertThat(between.get(0).moves()).isEqualTo(Map.of(A, new Move(9, 20), EMPTY, new Move(7, 8)));
        assertThat(between.get(1).moves()).isEqualTo(Map.of(B, new Move(3, 5)));

        List<Segment> within = whole.cut(1);
        assertThat(within.get(0).moves()).isEqualTo(Map.of(A, new Move(9, 14), EMPTY, new Move(7, 8)));
        assertThat(within.get(1).moves()).isEqualTo(Map.of(A, new Move(14, 20), B, new Move(3, 5)));
        assertThat(within.get(1).items()).hasSize(3);
    }

    @Test
    void aReleaseIsCutByItsFactsAndTheReaderStaysWhereItIs() {
        Segment whole = new Segment(
                List.of(released(10, 5), released(15, 6), released(30, 9)),
                Map.of(FACTS, new Move(2, 10), A, new Move(100, 100)),
                Optional.of(FACTS));

        List<Segment> halves = whole.cut(1);
        assertThat(halves.get(0).moves()).isEqualTo(Map.of(FACTS, new Move(2, 6), A, new Move(100, 100)));
        assertThat(halves.get(1).moves()).isEqualTo(Map.of(FACTS, new Move(6, 10), A, new Move(100, 100)));
        assertThat(halves).extracting(Segment::release).containsOnly(Optional.of(FACTS));
    }

    private static Segment.Item item(TopicPartition partition, long offset) {
        return Segment.Item.of(new ConsumerRecord<>(partition.topic(), partition.partition(), offset, "k", null));
    }

    private static Segment.Item released(long offset, long fact) {
        return new Segment.Item(
                new ConsumerRecord<>(FACTS.topic(), 0, fact, "k", null), new Place("t", 0, offset), FACTS, fact);
    }
}
