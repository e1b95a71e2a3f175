package org.periapsis.scheduler.domain;

import java.util.Optional;
import java.util.UUID;

/**
 * A fact of the dead-letter topics: what was set aside for a fault of ours, released or given up.
 *
 * @param record that it is about: the one that could not be applied, or the request of what could not be decided
 * @param entity that is set aside with it; empty when the record is about none
 */
public record AsideFact(Kind kind, Source record, Optional<UUID> entity, String reason) {
    /** What happened. */
    public enum Kind {
        SET_ASIDE,
        /** An operator asks for it to be tried again. */
        RETRY,
        /** It is tried again from here on. */
        RELEASED,
        /** Given up by an operator. */
        DROPPED
    }
}
