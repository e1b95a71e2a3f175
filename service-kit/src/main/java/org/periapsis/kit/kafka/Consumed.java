package org.periapsis.kit.kafka;

import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.TopicPartition;
import org.periapsis.events.codec.Event;

/**
 * An event and where it stands on the log.
 *
 * @param written broker's or producer's timestamp
 * @param bytes size of the record's value
 */
public record Consumed(
        TopicPartition partition, long offset, Instant written, int bytes, Event<? extends SpecificRecord> event) {
    public Position position() {
        return new Position(partition.topic(), partition.partition(), offset);
    }

    public SpecificRecord data() {
        return event.data();
    }
}
