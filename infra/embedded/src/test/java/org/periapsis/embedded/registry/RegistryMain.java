package org.periapsis.embedded.registry;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Map;
import org.periapsis.embedded.ForkedJvm;

/** A registry in a JVM of its own, for the test that kills it. */
final class RegistryMain {

    private RegistryMain() {}

    public static void main(String[] arguments) throws Exception {
        EmbeddedRegistry registry = EmbeddedRegistry.start(Vertx.vertx(), settings(Path.of(arguments[0])))
                .await();
        System.out.println(ForkedJvm.READY + registry.port());
        Thread.currentThread().join();
    }

    static RegistrySettings settings(Path directory) {
        return new RegistrySettings(directory, 0, Map.of("indexer", "indexer-secret"));
    }
}
