package org.periapsis.scheduler.domain;

import java.util.function.Function;

/** Lets others look at what the scheduler knows, while nothing changes it. */
@FunctionalInterface
public interface Readings {
    /**
     * @param question must be quick and keep nothing of the memory: deciding waits for it
     * @return its answer
     */
    <T> T read(Function<Memory, T> question);
}
