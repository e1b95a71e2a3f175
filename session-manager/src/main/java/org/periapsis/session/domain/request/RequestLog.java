package org.periapsis.session.domain.request;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** The topics that this service alone writes, by role. */
@FunctionalInterface
public interface RequestLog {
    /**
     * An event to be written.
     *
     * @param id of the occurrence, the same when it is tried again
     * @param subject session, job, build or datalab id
     * @param data a generated event record
     */
    record Entry(UUID id, String subject, Object data) {}

    /**
     * Writes events in order.
     *
     * @param traceparent W3C trace context of the request
     * @return where they stand, {@code topic:partition:offset}, once the log has them
     */
    CompletionStage<List<String>> append(List<Entry> entries, String traceparent);
}
