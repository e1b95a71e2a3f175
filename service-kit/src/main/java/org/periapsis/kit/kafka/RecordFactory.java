package org.periapsis.kit.kafka;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.TopicPartition;
import org.periapsis.events.codec.Event;
import org.periapsis.events.codec.EventCodec;
import org.periapsis.events.codec.EventHeaders;
import org.periapsis.events.topic.Topic;

/** Events to producer records, numbered by their origin. Used by one thread. */
final class RecordFactory {
    private final EventCodec codec;
    private final String prefix;
    private final String site;
    private final Origin origin;

    /** @param site site of a site-scoped writer, or the hub's name */
    RecordFactory(EventCodec codec, String prefix, String site, String instance) {
        this.codec = codec;
        this.prefix = prefix;
        this.site = site;
        this.origin = new Origin(site + "/" + instance);
    }

    Origin origin() {
        return origin;
    }

    ProducerRecord<String, byte[]> record(Event<?> event) {
        Topic topic = Topic.of(event.data());
        byte[] value = codec.value(event.data());
        String name = topic.name(prefix, site);
        int partition = BuiltInPartitioner.partitionForKey(
                event.subject().getBytes(StandardCharsets.UTF_8), topic.partitions());
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(name, partition, event.subject(), value);
        codec.headers(event, record.headers());
        put(record, EventHeaders.ORIGIN, origin.name());
        // Compacted topics lose records by design, so their numbers would show gaps.
        if (!topic.kept().compacted()) {
            put(record, EventHeaders.SEQ, Long.toString(origin.take(new TopicPartition(name, partition))));
        }
        return record;
    }

    private static void put(ProducerRecord<String, byte[]> record, String name, String value) {
        record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
