package org.periapsis.kit.http;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.util.function.LongFunction;

/** Where a budget of memory stands that the services of one JVM share. */
public final class ProcessBudget {
    private ProcessBudget() {}

    /**
     * The one of this process. The first to ask says how large it is.
     *
     * @param asked bytes; 0 for a part of the heap
     * @param part which part
     * @param least bytes that the part has at least
     */
    public static <T extends Shareable> T of(
            Vertx vertx, String key, long asked, int part, long least, LongFunction<T> made) {
        return vertx.sharedData()
                .<String, T>getLocalMap(key)
                .computeIfAbsent(
                        key,
                        first -> made.apply(
                                asked > 0
                                        ? asked
                                        : Math.max(least, Runtime.getRuntime().maxMemory() / part)));
    }
}
