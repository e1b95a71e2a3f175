package org.periapsis.cli;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.periapsis.events.topic.ReaderGroup;
import org.periapsis.kit.failure.DeadLetter;
import org.periapsis.kit.failure.SetAside;
import org.periapsis.local.stack.LocalStack;

/** What all readers have put aside, and an operator's word on it, written beside it. */
final class DeadLetterDesk implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Map<String, Object> client;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Map<String, SetAside> books = new TreeMap<>();

    /** @param client properties of somebody who may read, and for a word write, the dead-letter topics */
    DeadLetterDesk(Map<String, Object> client) {
        this.client = client;
        Map<String, Object> properties = new HashMap<>(client);
        properties.put("allow.auto.create.topics", false);
        properties.put("enable.auto.commit", false);
        properties.put("default.api.timeout.ms", (int) PATIENCE.toMillis());
        this.consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.listTopics().keySet().stream()
                .filter(topic -> topic.endsWith(ReaderGroup.DEAD_LETTERS))
                .map(topic -> new TopicPartition(topic, 0))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /**
     * A record that was put aside.
     *
     * @param topic the dead-letter topic
     * @param reader the group that did
     */
    record Letter(String topic, String reader, SetAside.Entry entry) {}

    /** @return everything that was ever put aside, as it stands now */
    List<Letter> letters() {
        readToTheEnd();
        List<Letter> letters = new ArrayList<>();
        books.forEach((topic, book) ->
                book.all().forEach(entry -> letters.add(new Letter(topic, reader(topic, entry), entry))));
        return letters;
    }

    private static String reader(String topic, SetAside.Entry entry) {
        return topic.substring(entry.place().topic().length() + 1, topic.length() - ReaderGroup.DEAD_LETTERS.length());
    }

    private void readToTheEnd() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                DeadLetter.of(record)
                        .filter(fact -> record.topic().startsWith(fact.place().topic() + "."))
                        .ifPresent(fact -> books.computeIfAbsent(record.topic(), topic -> new SetAside())
                                .take(record.offset(), record.key(), fact));
            }
            if (System.nanoTime() > deadline) {
                throw new KafkaException("the dead letters cannot be read in " + PATIENCE.toSeconds() + " s");
            }
        }
    }

    /** @return the record as it was put aside; empty when the broker no longer has it */
    Optional<ConsumerRecord<String, byte[]>> record(Letter letter) {
        TopicPartition partition = new TopicPartition(letter.topic(), 0);
        long back = consumer.position(partition);
        consumer.seek(partition, letter.entry().letter());
        try {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < deadline) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL).records(partition)) {
                    if (record.offset() >= letter.entry().letter()) {
                        return Optional.of(record)
                                .filter(found ->
                                        found.offset() == letter.entry().letter());
                    }
                }
            }
            return Optional.empty();
        } finally {
            consumer.seek(partition, back);
        }
    }

    /** Writes an operator's word on what is open. */
    void say(DeadLetter.Kind kind, Letter letter, String by, String reason) {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put("acks", "all");
        properties.put("max.block.ms", PATIENCE.toMillis());
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(letter.topic(), 0, letter.entry().key().orElse(null), null);
        new DeadLetter(
                        kind,
                        letter.entry().place(),
                        letter.entry().fact().failure(),
                        reason,
                        Optional.empty(),
                        Optional.empty(),
                        by,
                        Clock.systemUTC().instant(),
                        LocalStack.version())
                .write(record.headers());
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
            producer.send(record).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("Kafka does not take it: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
