package org.periapsis.indexer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives all test classes of a run that ask for it the same parts and the same indexer: they start once and end with the run. */
final class OneStack implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestStack.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(OneStack.class))
                .getOrComputeIfAbsent(Running.class, key -> new Running(), Running.class)
                .stack;
    }

    private static final class Running implements AutoCloseable {
        private final Path directory;
        private final TestStack stack;

        Running() {
            try {
                directory = Files.createTempDirectory("periapsis-indexer");
                stack = new TestStack(directory);
                stack.startReady();
            } catch (Exception e) {
                throw new IllegalStateException("the indexer did not start", e);
            }
        }

        @Override
        public void close() throws IOException {
            try {
                stack.stop();
                stack.close();
            } catch (Exception e) {
                throw new IllegalStateException("the indexer did not stop", e);
            }
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }
}
