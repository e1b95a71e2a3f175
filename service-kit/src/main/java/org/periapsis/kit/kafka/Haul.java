package org.periapsis.kit.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads what is handled together, until it is as many records, or as many bytes, as are wanted. A fetch is bounded as it comes
 * over the wire and may unpack to hundreds of times that, which a poll does record by record: so each poll is few records.
 */
final class Haul {
    private static final int FEW = 16;
    private static final long BYTES = 4L << 20;

    private final KafkaConsumer<String, byte[]> consumer;
    private final int last;
    private final IntSupplier changes;

    /**
     * @param most records at most
     * @param changes how often partitions came or went
     */
    Haul(KafkaConsumer<String, byte[]> consumer, int most, IntSupplier changes) {
        this.consumer = consumer;
        this.last = most - few(most);
        this.changes = changes;
    }

    private static int few(int most) {
        return Math.min(FEW, most);
    }

    /** To be set for the consumer. */
    static void limit(Map<String, Object> properties, int most) {
        properties.put("max.poll.records", few(most));
    }

    /** @return what is there within the time; empty when partitions came or went meanwhile: it is to be read again */
    Optional<ConsumerRecords<String, byte[]>> next(Duration patience) {
        ConsumerRecords<String, byte[]> read = consumer.poll(patience);
        Map<TopicPartition, List<ConsumerRecord<String, byte[]>>> records = new LinkedHashMap<>();
        int began = changes.getAsInt();
        int count = 0;
        long bytes = 0;
        while (true) {
            for (ConsumerRecord<String, byte[]> record : read) {
                records.computeIfAbsent(
                                new TopicPartition(record.topic(), record.partition()), none -> new ArrayList<>())
                        .add(record);
                bytes += Math.max(0, record.serializedValueSize());
                count++;
            }
            if (read.isEmpty() || count > last || bytes >= BYTES) {
                return Optional.of(new ConsumerRecords<>(records, Map.of()));
            }
            read = consumer.poll(Duration.ZERO);
            if (changes.getAsInt() != began) {
                return Optional.empty();
            }
        }
    }
}
