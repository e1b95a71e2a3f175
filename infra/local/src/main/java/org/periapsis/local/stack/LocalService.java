package org.periapsis.local.stack;

import io.vertx.core.Future;
import java.io.IOException;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * One service of the stack. It can be stopped and started again alone, as when its process ends; it then listens at the same
 * port, by which the others know it.
 */
final class LocalService {
    private final String name;
    private final IntFunction<Future<Instance>> starter;
    private Instance instance;

    private record Instance(int port, Supplier<Future<Void>> stop) {}

    private LocalService(String name, IntFunction<Future<Instance>> starter) {
        this.name = name;
        this.starter = starter;
    }

    /**
     * @param starter starts it at a port; 0 for any
     * @param port where it listens
     * @param stop how it is stopped
     */
    static <T> LocalService of(
            String name,
            IntFunction<Future<T>> starter,
            ToIntFunction<T> port,
            Function<T, Supplier<Future<Void>>> stop) {
        return new LocalService(
                name, at -> starter.apply(at).map(app -> new Instance(port.applyAsInt(app), stop.apply(app))));
    }

    String name() {
        return name;
    }

    synchronized int port() {
        return instance.port();
    }

    Future<Void> start(int port) {
        return starter.apply(port)
                .map(started -> {
                    synchronized (this) {
                        instance = started;
                    }
                    return (Void) null;
                })
                .recover(failure -> Future.failedFuture(
                        new IOException(name + " did not start: " + failure.getMessage(), failure)));
    }

    /** Starts it where it was. */
    Future<Void> startAgain() {
        return start(port());
    }

    synchronized Future<Void> stop() {
        Supplier<Future<Void>> stop = instance.stop();
        instance = new Instance(instance.port(), Future::succeededFuture);
        return stop.get();
    }
}
