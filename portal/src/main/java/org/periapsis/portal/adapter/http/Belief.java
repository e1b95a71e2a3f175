package org.periapsis.portal.adapter.http;

import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;

/** Who is known, and believed while nobody can be asked, need not wait for one that is silent. */
final class Belief {
    private static final long PATIENCE_MS = 3_000;

    private Belief() {}

    /** @param believed whether something is done without an answer: then it fails soon */
    static <T> Future<T> soon(boolean believed, Future<T> asked) {
        return believed ? asked.timeout(PATIENCE_MS, TimeUnit.MILLISECONDS) : asked;
    }
}
