package org.periapsis.scheduler.domain;

import java.time.Instant;

/**
 * What the planner knows beside the state.
 *
 * @param now for lease ends
 * @param heardMs the {@link SilenceClock}
 */
public record World(Offers offers, Rates rates, Instant now, long heardMs) {}
