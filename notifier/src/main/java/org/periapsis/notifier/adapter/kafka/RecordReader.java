package org.periapsis.notifier.adapter.kafka;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.periapsis.events.codec.Decoded;
import org.periapsis.events.codec.EventCodec;
import org.periapsis.kit.kafka.FailurePolicy;
import org.periapsis.kit.observe.Observer;
import org.periapsis.notifier.domain.LogEvent;
import org.periapsis.notifier.domain.Partition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records to events. What cannot be read is counted and skipped: the services that own the topics put it aside. */
final class RecordReader {
    private static final Logger LOG = LoggerFactory.getLogger(RecordReader.class);

    private final EventCodec codec;
    private final Observer observer;

    RecordReader(EventCodec codec, Observer observer) {
        this.codec = codec;
        this.observer = observer;
    }

    List<LogEvent> read(String consumer, Partition partition, List<ConsumerRecord<String, byte[]>> records) {
        List<LogEvent> events = new ArrayList<>(records.size());
        for (ConsumerRecord<String, byte[]> record : records) {
            // A compacted topic marks removal with an empty record.
            if (record.value() == null) {
                continue;
            }
            Decoded decoded = codec.decode(record.value(), record.headers());
            if (decoded instanceof Decoded.Known known) {
                try {
                    events.add(LogEvent.of(partition, record.offset(), known.event(), size(record)));
                } catch (RuntimeException e) { // a fault of ours with one event is not to end everybody's streams
                    skip(consumer, record, e.toString());
                }
            } else {
                skip(consumer, record, decoded.toString());
            }
        }
        return events;
    }

    /** In bytes. */
    static int size(ConsumerRecord<?, ?> record) {
        return Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
    }

    private void skip(String consumer, ConsumerRecord<String, byte[]> record, String reason) {
        observer.refused(consumer, FailurePolicy.SKIP);
        LOG.warn(
                "event=record-skipped consumer={} topic={} partition={} offset={} reason={}",
                consumer,
                record.topic(),
                record.partition(),
                record.offset(),
                reason);
    }
}
