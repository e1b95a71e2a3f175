package org.periapsis.kit.observe;

import io.vertx.core.Future;
import java.util.function.Supplier;

/**
 * How one part that a service needs is asked whether it is there.
 *
 * @param part name of the check that tells of it: {@code postgres}, {@code s3}, {@code kafka}, {@code registry}
 * @param ask asks once; never blocks, and fails with the reason
 * @param close gives up what it asks with
 */
public record Probe(String part, Supplier<Future<?>> ask, Supplier<Future<?>> close) {
    /** Asks with what others open and close. */
    public Probe(String part, Supplier<Future<?>> ask) {
        this(part, ask, Future::succeededFuture);
    }
}
