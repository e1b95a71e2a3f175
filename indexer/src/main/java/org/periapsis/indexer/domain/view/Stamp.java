package org.periapsis.indexer.domain.view;

import java.time.Instant;

/**
 * Which event said it, and when.
 *
 * @param eventId {@code ce_id}
 * @param time {@code ce_time}
 */
public record Stamp(String eventId, Instant time) {}
