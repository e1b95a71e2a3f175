package org.periapsis.embedded.kit;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.periapsis.embedded.registry.EmbeddedRegistry;
import org.periapsis.embedded.registry.RegistrySettings;
import org.periapsis.events.registry.ConfluentSchemaIds;
import org.periapsis.events.registry.RegistryConfig;

/** The schema registry beside the broker under test; can be out of reach for a while. */
final class KitRegistry {
    private static final String WRITER = "kit";
    private static final String PASSWORD = "for-this-test";

    private final Vertx vertx;
    private final Path directory;
    private EmbeddedRegistry registry;

    private KitRegistry(Vertx vertx, Path directory) {
        this.vertx = vertx;
        this.directory = directory;
    }

    static KitRegistry start(Vertx vertx, Path directory) throws Exception {
        KitRegistry started = new KitRegistry(vertx, directory);
        started.open(0);
        return started;
    }

    private void open(int port) throws Exception {
        RegistrySettings settings = new RegistrySettings(directory, port, Map.of(WRITER, PASSWORD));
        registry = await(EmbeddedRegistry.start(vertx, settings));
    }

    String url() {
        return registry.url().toString();
    }

    /** A client with an empty cache, for the caller to close. */
    ConfluentSchemaIds client() {
        return new ConfluentSchemaIds(
                new RegistryConfig(List.of(url()), Optional.of(WRITER + ":" + PASSWORD), Duration.ofSeconds(20)));
    }

    /** Nobody answers while the action runs; afterwards the same address does again. */
    void awayDuring(Action action) throws Exception {
        int port = registry.port();
        stop();
        try {
            action.run();
        } finally {
            open(port);
        }
    }

    @FunctionalInterface
    interface Action {
        void run() throws Exception;
    }

    void stop() throws Exception {
        await(registry.stop());
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
