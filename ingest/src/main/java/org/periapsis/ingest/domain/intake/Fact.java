package org.periapsis.ingest.domain.intake;

import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * An event to be written.
 *
 * @param eventId derived where a retry must repeat it
 * @param subject the entity it is about: the record key
 * @param trace W3C trace context of the request that caused it
 */
public record Fact(String eventId, String subject, SpecificRecord record, Optional<String> trace) {
    public Fact(String eventId, String subject, SpecificRecord record) {
        this(eventId, subject, record, Optional.empty());
    }
}
