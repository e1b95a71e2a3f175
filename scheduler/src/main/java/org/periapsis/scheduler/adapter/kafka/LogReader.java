package org.periapsis.scheduler.adapter.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.periapsis.events.codec.Decoded;
import org.periapsis.events.codec.EventCodec;
import org.periapsis.events.topic.ReaderGroup;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.failure.DeadLetter;
import org.periapsis.kit.failure.SetAside;
import org.periapsis.kit.kafka.KafkaAccess;
import org.periapsis.kit.kafka.Lag;
import org.periapsis.kit.kafka.Position;
import org.periapsis.kit.observe.ReaderHealth;
import org.periapsis.scheduler.domain.Fact;
import org.periapsis.scheduler.domain.Source;

/**
 * Reads all that the scheduler must know, from the beginning, every partition itself: a state cannot be shared out. Used by one
 * thread.
 */
final class LogReader implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final KafkaConsumer<String, byte[]> consumer;
    private final EventCodec codec;
    private final Pattern wanted;
    private final String letters;
    private final Map<TopicPartition, Long> moved = new HashMap<>();
    private final Set<Position> own = new HashSet<>();
    private final Lag lag = new Lag();
    /** By dead-letter topic, as {@code periapsis dlq list} counts them: what nobody can read among them. */
    private final Map<String, SetAside> books = new HashMap<>();

    /**
     * What one poll brought.
     *
     * @param facts in log order within each partition
     * @param bad records that cannot be read, with the reason
     */
    record Read(List<Fact> facts, List<Bad> bad) {}

    /** A record that nobody can read. */
    record Bad(ConsumerRecord<String, byte[]> record, String reason) {}

    LogReader(KafkaAccess access, EventCodec codec) {
        Map<String, Object> properties = access.consumer("log");
        // A fetch of packed records may be hundreds of times as long when it is unpacked, record by record.
        properties.put("max.poll.records", 250);
        properties.put("fetch.max.bytes", 2 << 20);
        this.consumer = new KafkaConsumer<>(properties);
        this.codec = codec;
        String topics = ReaderGroup.SCHEDULER.reads().stream()
                .map(topic -> topic.pattern(access.prefix()))
                .collect(Collectors.joining("|"));
        // Beside what it is about: what was set aside of it.
        this.letters = AsideLetters.suffix(access.prefix());
        this.wanted = Pattern.compile("(?:" + topics + ")(?:" + Pattern.quote(letters) + ")?");
    }

    /** Looks for topics that are new, such as those of a new site, and reads them from their beginning. */
    void discover() {
        Set<TopicPartition> found = new HashSet<>();
        consumer.listTopics(PATIENCE).forEach((name, partitions) -> {
            if (wanted.matcher(name).matches()) {
                partitions.forEach(info -> found.add(new TopicPartition(name, info.partition())));
            }
        });
        Set<TopicPartition> known = consumer.assignment();
        Set<TopicPartition> fresh = new HashSet<>(found);
        fresh.removeAll(known);
        if (!fresh.isEmpty()) {
            found.addAll(known);
            consumer.assign(found);
            consumer.seekToBeginning(fresh);
        }
    }

    /** @return true when what people ask for and what is decided can be read */
    boolean complete() {
        return consumer.assignment().stream()
                .flatMap(partition -> Topic.ofName(partition.topic()).stream())
                .collect(Collectors.toSet())
                .containsAll(Set.of(Topic.REQUESTS, Topic.DECISIONS));
    }

    /**
     * @return what came within the time; returns at once when something is there
     * @throws UnknownType when this version cannot read an event that it must not miss
     */
    Read poll(Duration time) {
        ConsumerRecords<String, byte[]> records = consumer.poll(time);
        List<Fact> facts = new ArrayList<>(records.count());
        List<Bad> bad = new ArrayList<>();
        for (TopicPartition partition : records.partitions()) {
            for (ConsumerRecord<String, byte[]> record : records.records(partition)) {
                count(record);
                if (!own.remove(new Position(record.topic(), record.partition(), record.offset()))) {
                    read(record, bad).ifPresent(facts::add);
                }
            }
            moved.put(partition, consumer.position(partition));
        }
        lag.handled(records);
        return new Read(facts, bad);
    }

    private void count(ConsumerRecord<String, byte[]> record) {
        if (record.topic().endsWith(letters)) {
            DeadLetter.of(record).ifPresent(fact -> books.computeIfAbsent(record.topic(), topic -> new SetAside())
                    .take(record.offset(), record.key(), fact));
        }
    }

    /**
     * Says how far it is behind, and how much waits for an operator.
     *
     * @param whole whether it has come to the end once
     */
    void tell(boolean whole, ReaderHealth health) {
        health.setAside(books.values().stream().mapToInt(SetAside::open).sum());
        lag.tell(consumer.assignment(), this::next, whole, health);
    }

    private long next(TopicPartition partition) {
        return consumer.position(partition, PATIENCE);
    }

    private Optional<Fact> read(ConsumerRecord<String, byte[]> record, List<Bad> bad) {
        if (record.topic().endsWith(letters)) {
            return AsideLetters.read(record);
        }
        Decoded decoded = codec.decode(record.value(), record.headers());
        if (decoded instanceof Decoded.Known known) {
            var event = known.event();
            Source source = new Source(record.topic(), record.partition(), record.offset());
            return Optional.of(
                    new Fact(event.id(), event.time(), event.traceparent(), Optional.of(source), event.data()));
        }
        if (decoded instanceof Decoded.Unknown unknown) {
            throw new UnknownType(record, unknown.type());
        }
        bad.add(new Bad(record, ((Decoded.Bad) decoded).reason()));
        return Optional.empty();
    }

    /** Events that this scheduler wrote and knows already: they are left out when they come by. */
    void wrote(List<Position> positions) {
        own.addAll(positions);
    }

    /** @return the ends of all partitions now; empty when Kafka does not answer in time */
    Optional<Map<TopicPartition, Long>> ends() {
        try {
            Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment(), PATIENCE);
            lag.ends(ends, this::next, Instant.now());
            return Optional.of(ends);
        } catch (TimeoutException e) {
            return Optional.empty();
        }
    }

    boolean reached(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> next(end.getKey()) >= end.getValue());
    }

    /** @return offsets to read next, of the partitions that moved since the last call */
    Map<TopicPartition, Long> takeMoves() {
        Map<TopicPartition, Long> moves = Map.copyOf(moved);
        moved.clear();
        return moves;
    }

    /** Takes moves back whose transaction did not take effect. */
    void restore(Map<TopicPartition, Long> taken) {
        taken.forEach(moved::putIfAbsent);
    }

    @Override
    public void close() {
        consumer.close();
    }

    /** An event of a type that this version does not know: it stops instead of deciding without it. */
    static final class UnknownType extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnknownType(ConsumerRecord<?, ?> record, String type) {
            super("event of type " + type + " at " + record.topic() + ":" + record.partition() + ":" + record.offset()
                    + " is not known to this version");
        }
    }
}
