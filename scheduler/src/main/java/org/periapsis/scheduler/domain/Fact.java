package org.periapsis.scheduler.domain;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * An event that was read from the log.
 *
 * @param id the event's id
 * @param at the writer's time
 * @param trace W3C trace context
 * @param source where it stands; empty for a decision that was just written
 * @param event a generated record of {@code org.periapsis.events}, or an {@link AsideFact}; an object here, so that the domain needs no
 *     Avro
 */
public record Fact(String id, Instant at, Optional<String> trace, Optional<Source> source, Object event) {
    public Fact {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(trace, "trace");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(event, "event");
    }

    public Fact(String id, Instant at, Optional<String> trace, Object event) {
        this(id, at, trace, Optional.empty(), event);
    }
}
