package org.periapsis.scheduler.domain;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An event to be written to the log.
 *
 * @param id derived from what was decided, so that deciding the same again gives the same id
 * @param subject the key: session, job, build, transfer or site id
 * @param trace trace context of the request it answers
 * @param event a generated record of the decisions topic
 */
public record Decision(UUID id, String subject, Optional<String> trace, Object event) {

    /** @return the fact that this is once it stands on the log */
    public Fact fact(Instant at) {
        return new Fact(id.toString(), at, trace, event);
    }
}
