package org.periapsis.kit.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.periapsis.events.topic.ReaderGroup;
import org.periapsis.kit.failure.DeadLetter;
import org.periapsis.kit.failure.SetAside;

/** Follows the facts of a group's dead-letter topics. Used by one thread. */
public final class DeadLetterLog implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration STEP = Duration.ofMillis(100);
    private static final long LOOK_AGAIN_NS = Duration.ofSeconds(5).toNanos();

    private final KafkaAccess access;
    private final ConsumerSpec spec;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Map<String, SetAside> books = new HashMap<>();
    /** Source topic of each dead-letter topic that is wanted. */
    private final Map<String, String> sources = new HashMap<>();

    /** Facts that were taken as they were written, and will be read again, by source topic. */
    private final Map<String, Set<Long>> own = new HashMap<>();

    /** Dead-letter partitions that are followed. */
    private final Set<TopicPartition> followed = new HashSet<>();
    /** Partitions whose ends are asked for; nothing of them is read here. */
    private Set<TopicPartition> measured = Set.of();

    private long looked = System.nanoTime() - LOOK_AGAIN_NS;
    private boolean changed = true;

    /** @param spec whose group it is */
    public DeadLetterLog(KafkaAccess access, ConsumerSpec spec) {
        this.access = access;
        this.spec = spec;
        this.consumer = new KafkaConsumer<>(properties(access, spec.name() + "-facts"));
    }

    private static Map<String, Object> properties(KafkaAccess access, String role) {
        Map<String, Object> properties = access.consumer(role);
        // Also for the ends of what is read: what a transaction holds back is behind, too.
        properties.put("isolation.level", "read_uncommitted");
        // A broker answers one request of a connection after the other: a fetch that waits there would hold up the
        // reader.
        properties.put("fetch.max.wait.ms", 0);
        return properties;
    }

    /** @return where cursors in the facts about a partition are kept: one place for each, though all facts are in one partition */
    public TopicPartition cursor(TopicPartition source) {
        return new TopicPartition(topic(source.topic()), source.partition());
    }

    private String topic(String source) {
        return ReaderGroup.deadLetters(source, access.prefix() + spec.group());
    }

    /** @return what is put aside of a topic */
    public SetAside book(String source) {
        return books.computeIfAbsent(source, topic -> new SetAside());
    }

    /** How many records wait for somebody to decide. */
    public int open() {
        return books.values().stream().mapToInt(SetAside::open).sum();
    }

    /**
     * Reads all facts about some topics that there are.
     *
     * @throws org.apache.kafka.common.KafkaException when Kafka does not answer in time, or does not let them be read
     */
    public void load(Collection<String> topics) {
        for (String source : topics) {
            sources.put(topic(source), source);
        }
        look();
        readTo(consumer.endOffsets(followed, PATIENCE));
    }

    /** Takes what has come; does not wait. */
    public void follow() {
        if (followed.size() < sources.size() && System.nanoTime() - looked > LOOK_AGAIN_NS) {
            look();
        }
        if (!followed.isEmpty()) {
            take(consumer.poll(Duration.ZERO));
        }
    }

    /** Whether a fact has come since this was last asked. */
    public boolean changed() {
        boolean told = changed;
        changed = false;
        return told;
    }

    /**
     * Takes a fact that was just written: at once when all before it are known, so that nobody's come in another order.
     *
     * @throws org.apache.kafka.common.KafkaException when those before it cannot be read
     */
    public void wrote(DeadLetters.Written written) {
        String source = written.fact().place().topic();
        TopicPartition partition = new TopicPartition(topic(source), 0);
        if (!followed.contains(partition)) {
            look();
        }
        Set<Long> mine = own.computeIfAbsent(source, topic -> new HashSet<>());
        long known = consumer.position(partition, PATIENCE);
        while (mine.contains(known)) {
            known++;
        }
        if (known == written.offset()) {
            mine.add(written.offset());
            take(source, written.offset(), written.key(), written.fact());
        } else {
            readTo(Map.of(partition, written.offset() + 1));
        }
    }

    /** @return the records that were put aside, in the order given */
    public List<ConsumerRecord<String, byte[]>> letters(List<SetAside.Entry> entries) {
        List<ConsumerRecord<String, byte[]>> found = new ArrayList<>(entries.size());
        try (KafkaConsumer<String, byte[]> reader = new KafkaConsumer<>(properties(access, spec.name() + "-letters"))) {
            for (SetAside.Entry entry : entries) {
                TopicPartition partition =
                        new TopicPartition(topic(entry.place().topic()), 0);
                if (!reader.assignment().contains(partition)) {
                    reader.assign(Set.of(partition));
                }
                reader.seek(partition, entry.letter());
                found.add(letter(reader, partition, entry));
            }
        }
        return found;
    }

    private static ConsumerRecord<String, byte[]> letter(
            KafkaConsumer<String, byte[]> reader, TopicPartition partition, SetAside.Entry entry) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            for (ConsumerRecord<String, byte[]> record : reader.poll(STEP).records(partition)) {
                if (record.offset() == entry.letter()) {
                    return record;
                }
            }
        }
        throw new TimeoutException(
                "the letter of " + entry.place() + " cannot be read at " + partition + " offset " + entry.letter());
    }

    /** @return the next offset to be written of each partition, transactions that are open among them */
    public Map<TopicPartition, Long> ends(Set<TopicPartition> partitions, Duration patience) {
        if (!measured.equals(partitions)) {
            measured = Set.copyOf(partitions);
            assign();
        }
        return consumer.endOffsets(partitions, patience);
    }

    /** The client tells of ends only what is assigned; paused, and somewhere, so that it asks for nothing else of them. */
    private void assign() {
        Set<TopicPartition> before = Set.copyOf(consumer.assignment());
        Set<TopicPartition> all = new HashSet<>(followed);
        all.addAll(measured);
        consumer.assign(all);
        for (TopicPartition partition : measured) {
            if (!before.contains(partition)) {
                consumer.pause(Set.of(partition));
                consumer.seek(partition, 0);
            }
        }
    }

    private void readTo(Map<TopicPartition, Long> ends) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey(), PATIENCE) >= end.getValue())) {
            take(consumer.poll(STEP));
            if (System.nanoTime() > deadline) {
                throw new TimeoutException("dead letters cannot be read to their end: " + ends);
            }
        }
    }

    private void look() {
        looked = System.nanoTime();
        Set<String> present = consumer.listTopics(PATIENCE).keySet();
        List<TopicPartition> fresh = sources.keySet().stream()
                .filter(present::contains)
                .map(topic -> new TopicPartition(topic, 0))
                .filter(followed::add)
                .toList();
        if (!fresh.isEmpty()) {
            assign();
            consumer.seekToBeginning(fresh);
        }
    }

    private void take(ConsumerRecords<String, byte[]> records) {
        for (ConsumerRecord<String, byte[]> record : records) {
            String source = sources.get(record.topic());
            Set<Long> mine = own.get(source);
            if (mine == null || !mine.remove(record.offset())) {
                DeadLetter.of(record)
                        .filter(fact -> fact.place().topic().equals(source))
                        .ifPresent(fact -> take(source, record.offset(), record.key(), fact));
            }
        }
    }

    private void take(String source, long offset, String key, DeadLetter fact) {
        book(source).take(offset, key, fact);
        changed = true;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
