package org.periapsis.portal.domain;

import java.util.UUID;

/**
 * One attempt of a run, as its site's agent names it.
 *
 * @param entity the session or job
 * @param run within it
 * @param epoch of the attempt; a later one fences it
 */
public record RunPlace(UUID entity, String run, int epoch) {
    /** @throws IllegalArgumentException naming the field that is not valid */
    public RunPlace {
        if (run == null || !run.matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException("run is not the number of a run");
        }
        if (epoch < 1) {
            throw new IllegalArgumentException("epoch is not one of a run that was placed");
        }
    }
}
