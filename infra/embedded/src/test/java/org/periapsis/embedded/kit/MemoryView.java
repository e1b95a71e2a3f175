package org.periapsis.embedded.kit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.periapsis.kit.kafka.Batch;
import org.periapsis.kit.kafka.BatchHandler;
import org.periapsis.kit.kafka.Consumed;
import org.periapsis.kit.kafka.OffsetStore;
import org.periapsis.kit.kafka.StaleCursor;

/**
 * A view in memory: rows and offsets change together or not at all, the offsets by compare-and-set, as in PostgreSQL. What
 * a test does before and after that commit stands for outages and kills. Outlives its consumers. Thread-safe.
 */
final class MemoryView implements OffsetStore, BatchHandler {
    private final Map<TopicPartition, Long> offsets = new HashMap<>();
    private final List<Consumed> rows = new ArrayList<>();
    private final List<String> delivered = new ArrayList<>();
    private int loads;
    private volatile BatchHandler before = batch -> {};
    private volatile BatchHandler after = batch -> {};

    /** Runs ahead of the commit: when it throws, nothing is applied. */
    void beforeCommit(BatchHandler step) {
        before = step;
    }

    /** Runs behind the commit, before the consumer hears that all went well. */
    void afterCommit(BatchHandler step) {
        after = step;
    }

    @Override
    public void handle(Batch batch) throws Exception {
        synchronized (this) {
            batch.events().forEach(c -> delivered.add(c.event().subject()));
        }
        before.handle(batch);
        apply(batch);
        after.handle(batch);
    }

    /** Moves the offsets and adds the rows, or neither. */
    synchronized void apply(Batch batch) throws StaleCursor {
        for (Map.Entry<TopicPartition, Batch.Move> move : batch.moves().entrySet()) {
            long stands = offsets.getOrDefault(move.getKey(), 0L);
            if (stands != move.getValue().expected()) {
                throw new StaleCursor(move.getKey() + " is at " + stands + ", not at " + move.getValue());
            }
        }
        batch.moves().forEach((partition, move) -> offsets.put(partition, move.next()));
        rows.addAll(batch.events());
    }

    @Override
    public synchronized Map<TopicPartition, Long> load(Set<TopicPartition> partitions) {
        if (!partitions.isEmpty()) {
            loads++;
        }
        Map<TopicPartition, Long> found = new HashMap<>(offsets);
        found.keySet().retainAll(partitions);
        return found;
    }

    /** How often a consumer has got partitions and asked where to read on. */
    synchronized int loads() {
        return loads;
    }

    synchronized List<Consumed> rows() {
        return List.copyOf(rows);
    }

    /** The applied events' subjects, in the order applied. */
    synchronized List<String> subjects() {
        return rows.stream().map(c -> c.event().subject()).toList();
    }

    /** The subjects that came to the handler, repeats included. */
    synchronized List<String> delivered() {
        return List.copyOf(delivered);
    }

    synchronized long offset(String topic, int partition) {
        return offsets.getOrDefault(new TopicPartition(topic, partition), 0L);
    }
}
