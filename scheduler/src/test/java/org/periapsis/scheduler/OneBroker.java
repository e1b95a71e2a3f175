package org.periapsis.scheduler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives all test classes of a run the same broker with two sites on it: it starts once and ends with the run. */
final class OneBroker implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Scene.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(OneBroker.class))
                .getOrComputeIfAbsent(Running.class, key -> new Running(), Running.class)
                .scene;
    }

    private static final class Running implements AutoCloseable {
        private final Path directory;
        private final Scene scene;

        Running() {
            try {
                directory = Files.createTempDirectory("periapsis-scheduler");
                scene = new Scene(new Broker(directory));
                scene.offers();
            } catch (Exception e) {
                throw new IllegalStateException("the broker did not start", e);
            }
        }

        @Override
        public void close() throws IOException {
            try {
                scene.broker().close();
            } catch (Exception e) {
                throw new IllegalStateException("the broker did not stop", e);
            }
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }
}
