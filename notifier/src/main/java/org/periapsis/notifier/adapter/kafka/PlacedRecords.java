package org.periapsis.notifier.adapter.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.periapsis.notifier.domain.LogEvent;
import org.periapsis.notifier.domain.LogHistory;
import org.periapsis.notifier.domain.Partition;
import org.periapsis.notifier.domain.Place;

/**
 * Reads single records of the log by their places, the first of them: as many as are so many bytes together, one at least. What the
 * log no longer holds is left out. Used once, on one thread.
 */
final class PlacedRecords {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long PATIENCE_NS = Duration.ofSeconds(5).toNanos();
    /** A wanted record that is this near is reached sooner by reading on than by asking anew. */
    private static final int NEAR = 200;

    private final Consumer<String, byte[]> consumer;
    private final long most;
    /** Of each partition the offsets, and which of the places they are. */
    private final Map<TopicPartition, TreeMap<Long, Integer>> wanted = new HashMap<>();

    private final TreeMap<Integer, ConsumerRecord<String, byte[]>> found = new TreeMap<>();
    private long held;
    private int end;
    private int records;
    private long bytes;

    /** @param most bytes of records */
    PlacedRecords(Consumer<String, byte[]> consumer, long most) {
        this.consumer = consumer;
        this.most = most;
    }

    /** @throws IllegalStateException when the log does not answer in time */
    LogHistory.Placed read(List<Place> places, LogTopics topics, RecordReader reader, String name) {
        Map<TopicPartition, Partition> partitions = new HashMap<>();
        end = places.size();
        for (int i = 0; i < end; i++) {
            Place place = places.get(i);
            TopicPartition at = topics.place(place.partition());
            partitions.put(at, place.partition());
            wanted.computeIfAbsent(at, key -> new TreeMap<>()).put(place.offset(), i);
        }
        try {
            consumer.assign(partitions.keySet());
            forgetWhatIsGone();
            wanted.forEach((at, offsets) -> consumer.seek(at, offsets.firstKey()));
            long late = System.nanoTime() + PATIENCE_NS;
            while (!wanted.isEmpty()) {
                if (System.nanoTime() > late) {
                    throw new IllegalStateException("the log did not answer in time");
                }
                take(consumer.poll(POLL));
            }
        } finally {
            consumer.unsubscribe();
        }
        List<LogEvent> events = new ArrayList<>();
        found.forEach((number, record) ->
                events.addAll(reader.read(name, places.get(number).partition(), List.of(record))));
        return new LogHistory.Placed(events, end, bytes);
    }

    private void forgetWhatIsGone() {
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(wanted.keySet());
        Map<TopicPartition, Long> ends = consumer.endOffsets(wanted.keySet());
        wanted.forEach((at, offsets) -> offsets.keySet().removeIf(o -> o < begins.get(at) || o >= ends.get(at)));
        dropEmpty();
    }

    private void take(ConsumerRecords<String, byte[]> polled) {
        for (TopicPartition at : polled.partitions()) {
            for (ConsumerRecord<String, byte[]> record : polled.records(at)) {
                records++;
                bytes += RecordReader.size(record);
                Integer number = wanted.containsKey(at) ? wanted.get(at).get(record.offset()) : null;
                if (number != null && number < end) {
                    hold(number, record);
                }
            }
        }
        wanted.forEach((at, offsets) -> {
            long position = consumer.position(at);
            // Compaction takes single records away, and marks of transactions are none.
            offsets.headMap(position).clear();
            offsets.values().removeIf(number -> number >= end);
            if (!offsets.isEmpty() && offsets.firstKey() > position + near()) {
                consumer.seek(at, offsets.firstKey());
            }
        });
        dropEmpty();
    }

    /** Of too many the last places go, and with them all that come after. */
    private void hold(int number, ConsumerRecord<String, byte[]> record) {
        found.put(number, record);
        held += RecordReader.size(record);
        while (held > most && found.size() > 1) {
            Map.Entry<Integer, ConsumerRecord<String, byte[]>> last = found.pollLastEntry();
            held -= RecordReader.size(last.getValue());
            end = last.getKey();
        }
    }

    /** Offsets, as long as the records are. */
    private long near() {
        return records == 0 ? NEAR : Math.min(NEAR, FetchLimits.PARTITION_BYTES / Math.max(1, bytes / records));
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
