package org.periapsis.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives all test classes of a run that ask for it the same parts and the same API: they start once and end with the run. */
final class OneApi implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == ApiStack.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(OneApi.class))
                .getOrComputeIfAbsent(Running.class, key -> new Running(), Running.class)
                .stack;
    }

    private static final class Running implements AutoCloseable {
        private final Path directory;
        private final ApiStack stack;

        Running() {
            try {
                directory = Files.createTempDirectory("periapsis-session-api");
                stack = new ApiStack(directory);
                stack.start();
            } catch (Exception e) {
                throw new IllegalStateException("the API did not start", e);
            }
        }

        @Override
        public void close() throws IOException {
            try {
                stack.stop();
                stack.close();
            } catch (Exception e) {
                throw new IllegalStateException("the API did not stop", e);
            }
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }
}
