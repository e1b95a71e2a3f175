package org.periapsis.indexer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.periapsis.embedded.kafka.EmbeddedKafka;
import org.periapsis.embedded.kafka.KafkaSettings;
import org.periapsis.events.ProductIndexed;
import org.periapsis.events.codec.Decoded;
import org.periapsis.events.codec.Event;
import org.periapsis.events.codec.EventCodec;
import org.periapsis.events.topic.Topic;

/** What is on the log, as a reader of committed records sees it. */
final class AnnouncedLog {
    private final EmbeddedKafka kafka;
    private final EventCodec codec;

    AnnouncedLog(EmbeddedKafka kafka, EventCodec codec) {
        this.kafka = kafka;
        this.codec = codec;
    }

    private KafkaConsumer<String, byte[]> reader() {
        Map<String, Object> properties = new HashMap<>(kafka.clientProperties(KafkaSettings.ADMIN));
        properties.put("isolation.level", "read_committed");
        properties.put("auto.offset.reset", "earliest");
        return new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** Reads all partitions of a topic from its start. */
    private static List<TopicPartition> assign(KafkaConsumer<String, byte[]> consumer, String topic) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return partitions;
    }

    /** Waits until so many announcements are committed; reads each but once. */
    void awaitIndexed(int count) throws Exception {
        try (KafkaConsumer<String, byte[]> consumer = reader()) {
            assign(consumer, Topic.INDEXED.baseName());
            AtomicInteger read = new AtomicInteger();
            TestStack.eventually(
                    () -> read.addAndGet(consumer.poll(Duration.ofMillis(200)).count()) >= count);
        }
    }

    /** Every record of a topic that a reader of committed records sees. */
    List<ConsumerRecord<String, byte[]>> records(String topic) {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = reader()) {
            List<TopicPartition> partitions = assign(consumer, topic);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    /** What was announced, in the log's order per product. */
    List<Event<ProductIndexed>> indexed() {
        List<Event<ProductIndexed>> events = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : records(Topic.INDEXED.baseName())) {
            Event<?> event = ((Decoded.Known) codec.decode(record.value(), record.headers())).event();
            ProductIndexed data = (ProductIndexed) event.data();
            events.add(
                    new Event<>(event.id(), event.source(), event.subject(), event.time(), event.traceparent(), data));
        }
        return events;
    }
}
