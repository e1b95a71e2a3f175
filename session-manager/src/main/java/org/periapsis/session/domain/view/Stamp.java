package org.periapsis.session.domain.view;

/**
 * Where an event stands, and when it happened.
 *
 * @param topic full topic name
 * @param at event time, milliseconds since the epoch
 * @param eventId {@code ce_id}
 */
public record Stamp(String topic, int partition, long offset, long at, String eventId) {
    /** @return {@code topic:partition:offset}, as the {@code Periapsis-Position} header has it */
    public String position() {
        return topic + ":" + partition + ":" + offset;
    }
}
