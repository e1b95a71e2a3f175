package org.periapsis.notifier.adapter.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.periapsis.notifier.domain.LogEvent;
import org.periapsis.notifier.domain.Partition;
import org.periapsis.notifier.domain.Place;

/** Reads single records of the log by their places. What the log no longer holds is left out. Used once, on one thread. */
final class PlacedRecords {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long PATIENCE_NS = Duration.ofSeconds(5).toNanos();
    /** A wanted record that is this near is reached sooner by reading on than by asking anew. */
    private static final int NEAR = 200;

    private final Consumer<String, byte[]> consumer;
    private final Map<TopicPartition, TreeSet<Long>> wanted = new HashMap<>();
    private final Map<TopicPartition, List<ConsumerRecord<String, byte[]>>> found = new HashMap<>();

    PlacedRecords(Consumer<String, byte[]> consumer) {
        this.consumer = consumer;
    }

    /** @throws IllegalStateException when the log does not answer in time */
    List<LogEvent> read(Collection<Place> places, LogTopics topics, RecordReader reader, String name) {
        Map<TopicPartition, Partition> partitions = new HashMap<>();
        for (Place place : places) {
            TopicPartition at = topics.place(place.partition());
            partitions.put(at, place.partition());
            wanted.computeIfAbsent(at, key -> new TreeSet<>()).add(place.offset());
        }
        try {
            consumer.assign(partitions.keySet());
            forgetWhatIsGone();
            wanted.forEach((at, offsets) -> consumer.seek(at, offsets.first()));
            long end = System.nanoTime() + PATIENCE_NS;
            while (!wanted.isEmpty()) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("the log did not answer in time");
                }
                take(consumer.poll(POLL));
            }
        } finally {
            consumer.unsubscribe();
        }
        List<LogEvent> events = new ArrayList<>();
        found.forEach((at, records) -> events.addAll(reader.read(name, partitions.get(at), records)));
        return events;
    }

    private void forgetWhatIsGone() {
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(wanted.keySet());
        Map<TopicPartition, Long> ends = consumer.endOffsets(wanted.keySet());
        wanted.forEach((at, offsets) -> offsets.removeIf(o -> o < begins.get(at) || o >= ends.get(at)));
        dropEmpty();
    }

    private void take(ConsumerRecords<String, byte[]> records) {
        for (TopicPartition at : records.partitions()) {
            for (ConsumerRecord<String, byte[]> record : records.records(at)) {
                if (wanted.containsKey(at) && wanted.get(at).contains(record.offset())) {
                    found.computeIfAbsent(at, key -> new ArrayList<>()).add(record);
                }
            }
        }
        wanted.forEach((at, offsets) -> {
            long position = consumer.position(at);
            // Compaction takes single records away, and marks of transactions are none.
            offsets.headSet(position).clear();
            if (!offsets.isEmpty() && offsets.first() > position + NEAR) {
                consumer.seek(at, offsets.first());
            }
        });
        dropEmpty();
    }

    private void dropEmpty() {
        wanted.entrySet().removeIf(entry -> {
            if (entry.getValue().isEmpty()) {
                consumer.pause(List.of(entry.getKey()));
                return true;
            }
            return false;
        });
    }
}
