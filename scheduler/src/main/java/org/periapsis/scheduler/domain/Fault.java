package org.periapsis.scheduler.domain;

import java.util.Optional;
import java.util.UUID;

/**
 * A fault of our own that one entity or one record meets.
 *
 * @param entity that cannot be decided about; empty when the record is about none
 * @param record that could not be applied, or the entity's request; empty when it is not known where that stands
 * @param applying true when the record could not be applied: it has to be read again once it is released
 * @param reason for people
 * @param cause for who mends it; null when there is none
 */
public record Fault(Optional<UUID> entity, Optional<Source> record, boolean applying, String reason, Throwable cause) {

    static Fault of(Optional<UUID> entity, Optional<Source> record, boolean applying, Throwable cause) {
        return new Fault(
                entity,
                record,
                applying,
                "a fault of the platform's (" + cause.getClass().getSimpleName() + ")",
                cause);
    }
}
