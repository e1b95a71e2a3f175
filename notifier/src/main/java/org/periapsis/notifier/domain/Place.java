package org.periapsis.notifier.domain;

import java.time.Instant;

/**
 * Where an event stands on the log, and when it happened.
 *
 * @param offset within the partition
 */
public record Place(Instant at, Partition partition, long offset) {}
