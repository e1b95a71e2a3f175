package org.periapsis.kit.service;

import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes what was opened, last first, each when the one before is done. A part that fails to close does not keep the rest open. */
public final class OrderedShutdown {
    private static final Logger LOG = LoggerFactory.getLogger(OrderedShutdown.class);

    private final Deque<Part> parts = new ArrayDeque<>();
    private final String service;

    private record Part(String name, Supplier<Future<Void>> close) {}

    public OrderedShutdown(String service) {
        this.service = service;
    }

    public synchronized void add(String name, Supplier<Future<Void>> close) {
        parts.push(new Part(name, close));
    }

    public void addStage(String name, Supplier<CompletableFuture<Void>> close) {
        add(name, () -> Future.fromCompletionStage(close.get()));
    }

    /** Completes when every part was closed or has failed to. Later calls find nothing to do. */
    public Future<Void> close() {
        Future<Void> chain = Future.succeededFuture();
        for (Part part = next(); part != null; part = next()) {
            Part current = part;
            chain = chain.compose(done -> closing(current));
        }
        return chain;
    }

    private synchronized Part next() {
        return parts.poll();
    }

    private Future<Void> closing(Part part) {
        Future<Void> closed;
        try {
            closed = part.close().get();
        } catch (RuntimeException e) {
            closed = Future.failedFuture(e);
        }
        return closed.recover(failure -> {
            LOG.warn("event=close-failed service={} part={}", service, part.name(), failure);
            return Future.succeededFuture();
        });
    }
}
