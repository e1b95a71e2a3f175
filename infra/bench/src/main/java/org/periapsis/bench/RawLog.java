package org.periapsis.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.periapsis.embedded.kafka.EmbeddedKafka;
import org.periapsis.embedded.kafka.KafkaSettings;
import org.periapsis.embedded.kafka.TopicSpec;
import org.periapsis.kit.config.KafkaConfig;
import org.periapsis.kit.kafka.KafkaAccess;

/** The floor under the log: the same records produced and consumed with nothing around, by clients set like the services'. */
final class RawLog {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration POLL = Duration.ofMillis(250);

    private final EmbeddedKafka kafka;
    private final Map<String, Object> consuming;
    private final Map<String, Object> producing;

    RawLog(EmbeddedKafka kafka) {
        this.kafka = kafka;
        KafkaAccess access = new KafkaAccess(
                new KafkaConfig(
                        kafka.bootstrapServers(),
                        java.util.Optional.empty(),
                        false,
                        "",
                        "http://none",
                        java.util.Optional.empty()),
                "bench");
        // The services' settings, the super user's rights.
        this.consuming = access.consumer("consumer");
        this.producing = access.producer("producer");
        consuming.putAll(kafka.clientProperties(KafkaSettings.ADMIN));
        producing.putAll(kafka.clientProperties(KafkaSettings.ADMIN));
    }

    /** Where each partition of a topic ends now. */
    Map<TopicPartition, Long> ends(String topic) {
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(consuming)) {
            return Map.copyOf(consumer.endOffsets(consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList()));
        }
    }

    /** Reads so many records from there on. */
    List<ConsumerRecord<String, byte[]>> read(Map<TopicPartition, Long> from, int count) {
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(consuming)) {
            consumer.assign(from.keySet());
            from.forEach(consumer::seek);
            List<ConsumerRecord<String, byte[]>> records = new ArrayList<>(count);
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (records.size() < count) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException(
                            records.size() + " of " + count + " records came within " + PATIENCE.toSeconds() + " s");
                }
                consumer.poll(POLL).forEach(records::add);
            }
            return records;
        }
    }

    /** @return records a second, from the first send until the last of them has been read again */
    double perSecond(String name, List<ConsumerRecord<String, byte[]>> records) throws Exception {
        int partitions =
                1 + records.stream().mapToInt(ConsumerRecord::partition).max().orElse(0);
        kafka.createTopics(List.of(new TopicSpec(name, partitions, Map.of())));
        Map<TopicPartition, Long> start = new HashMap<>(ends(name));
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(producing)) {
            producer.partitionsFor(name);
            CompletableFuture<Void> read = new CompletableFuture<>();
            Thread reader = new Thread(
                    () -> {
                        try {
                            read(start, records.size());
                            read.complete(null);
                        } catch (RuntimeException e) {
                            read.completeExceptionally(e);
                        }
                    },
                    "bench-raw-reader");
            reader.setDaemon(true);
            long began = System.nanoTime();
            reader.start();
            List<Future<RecordMetadata>> sent = new ArrayList<>(records.size());
            for (ConsumerRecord<String, byte[]> record : records) {
                sent.add(producer.send(new ProducerRecord<>(
                        name, record.partition(), record.key(), record.value(), record.headers())));
            }
            producer.flush();
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
            read.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return records.size() / ((System.nanoTime() - began) / 1e9);
        }
    }
}
