package org.periapsis.kit;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Asks in a thread of its own, so that something can happen before the answer. */
public final class Meanwhile {
    private Meanwhile() {}

    public static <T> CompletableFuture<T> asked(Callable<T> question) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return question.call();
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
    }
}
