package org.periapsis.events.codec;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * An event with its CloudEvents 1.0 attributes.
 *
 * @param id {@code ce_id}: unique per occurrence, derived where a retry must repeat it; never the entity key
 * @param source {@code ce_source}: who wrote it, such as {@code /sites/esac/ingest}
 * @param subject {@code ce_subject}: the entity it is about; also the record key
 * @param time {@code ce_time}
 * @param traceparent W3C trace context, where there is one
 * @param data the record; its simple class name is the last part of {@code ce_type}
 */
public record Event<T extends SpecificRecord>(
        String id, String source, String subject, Instant time, Optional<String> traceparent, T data) {
    static final String TYPE_PREFIX = "org.periapsis.";

    public Event {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(traceparent, "traceparent");
        Objects.requireNonNull(data, "data");
    }

    /** @return {@code org.periapsis.<SimpleName>}, the {@code ce_type} */
    public String type() {
        return TYPE_PREFIX + data.getClass().getSimpleName();
    }
}
