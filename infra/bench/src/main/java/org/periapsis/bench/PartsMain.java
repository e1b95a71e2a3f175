package org.periapsis.bench;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.periapsis.embedded.stack.EmbeddedStack;
import org.periapsis.embedded.stack.StackSettings;
import org.periapsis.local.stack.LocalStack;

/**
 * The embedded parts alone, without any service, so that their memory can be told from the services'. Ends when its standard
 * input does: with whoever started it.
 */
public final class PartsMain {
    private PartsMain() {}

    /** @param arguments the directory */
    public static void main(String[] arguments) throws Exception {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setWorkerPoolSize(8));
        Path cache = Path.of(System.getProperty("user.home"), ".cache", "periapsis");
        try (EmbeddedStack parts = EmbeddedStack.start(
                vertx,
                new StackSettings(Path.of(arguments[0]), cache, LocalStack.SITES, StackSettings.Ports.ANY, true))) {
            System.err.println(ChildStack.READY + " " + parts.kafka().port());
            while (System.in.read() >= 0) {
                // Nothing is said; only the end counts.
            }
        }
        vertx.close().await(10, TimeUnit.SECONDS);
    }
}
