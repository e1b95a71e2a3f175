package org.periapsis.kit.kafka;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.periapsis.kit.observe.ReaderHealth;

/**
 * How far a reader is behind its partitions' ends. When the oldest record was written that is not handled is known for what is
 * in hand; of what was not read yet, that it came after the last that was handled, and after the reader was last seen at the end.
 */
public final class Lag {
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private final Map<TopicPartition, Instant> atTheEnd = new HashMap<>();
    private final Map<TopicPartition, Instant> handled = new HashMap<>();
    private final Map<TopicPartition, Instant> inHand = new HashMap<>();

    void revoked(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            ends.remove(partition);
            atTheEnd.remove(partition);
            handled.remove(partition);
            inHand.remove(partition);
        }
    }

    /** The reader may stand far behind where it was: that it was at the end before says nothing any more. */
    void again(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            atTheEnd.remove(partition);
            handled.remove(partition);
            inHand.remove(partition);
        }
    }

    /**
     * The ends of the partitions are now these.
     *
     * @param next where the reader stands
     */
    public void ends(Map<TopicPartition, Long> now, ToLongFunction<TopicPartition> next, Instant at) {
        ends.putAll(now);
        now.forEach((partition, end) -> {
            if (next.applyAsLong(partition) >= end) {
                atTheEnd.put(partition, at);
            }
        });
    }

    void inHand(ConsumerRecords<String, byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            inHand.put(partition, written(records.records(partition).get(0)));
        }
    }

    /** All of these are done with. */
    public void handled(ConsumerRecords<String, byte[]> records) {
        inHand.clear();
        for (TopicPartition partition : records.partitions()) {
            int last = records.records(partition).size() - 1;
            handled.put(partition, written(records.records(partition).get(last)));
        }
    }

    private static Instant written(ConsumerRecord<String, byte[]> record) {
        return Instant.ofEpochMilli(record.timestamp());
    }

    /**
     * Says to the reader's health how far it is behind.
     *
     * @param next where the reader stands
     * @param whole false while it has not come to the end once: then it is behind, and by how much says nothing
     */
    public void tell(
            Collection<TopicPartition> partitions,
            ToLongFunction<TopicPartition> next,
            boolean whole,
            ReaderHealth health) {
        long behind = 0;
        Instant oldest = Instant.MAX;
        for (TopicPartition partition : partitions) {
            long missing = missing(partition, next);
            if (missing > 0) {
                behind += missing;
                Instant first = first(partition);
                oldest = first.isBefore(oldest) ? first : oldest;
            }
        }
        if (!whole) {
            health.reading(Math.max(1, behind), Optional.empty());
            return;
        }
        health.reading(behind, behind == 0 || oldest.equals(Instant.MIN) ? Optional.empty() : Optional.of(oldest));
    }

    /** Whether all partitions' ends are known and the reader has handled all that was before them. */
    boolean none(Collection<TopicPartition> partitions, ToLongFunction<TopicPartition> next) {
        return partitions.stream().allMatch(each -> ends.containsKey(each) && missing(each, next) == 0);
    }

    private long missing(TopicPartition partition, ToLongFunction<TopicPartition> next) {
        return Math.max(
                ends.getOrDefault(partition, 0L) - next.applyAsLong(partition), inHand.containsKey(partition) ? 1 : 0);
    }

    private Instant first(TopicPartition partition) {
        if (inHand.containsKey(partition)) {
            return inHand.get(partition);
        }
        Instant end = atTheEnd.getOrDefault(partition, Instant.MIN);
        Instant last = handled.getOrDefault(partition, Instant.MIN);
        return last.isAfter(end) ? last : end;
    }
}
