package org.periapsis.portal.adapter.postgres;

import io.vertx.core.Future;
import java.util.function.Function;
import java.util.function.Supplier;

/** What a sign-in or token was to rest on is no more. */
public final class Revoked extends RuntimeException {
    private static final long serialVersionUID = 1;

    Revoked() {
        super("what this rests on was revoked", null, false, false);
    }

    /** For {@link Future#recover}: tells it as the caller knows it. */
    public static <T> Function<Throwable, Future<T>> told(Supplier<RuntimeException> as) {
        return failure -> Future.failedFuture(failure instanceof Revoked ? as.get() : failure);
    }
}
