package org.periapsis.ingest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives all test classes of a run the same site: its parts start once and end with the run. */
final class OneSite implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestSite.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(OneSite.class))
                .getOrComputeIfAbsent(Running.class, key -> new Running(), Running.class)
                .site;
    }

    private static final class Running implements AutoCloseable {
        private final Path directory;
        private final TestSite site;

        Running() {
            try {
                directory = Files.createTempDirectory("periapsis-ingest");
                site = new TestSite(directory);
                site.start();
            } catch (Exception e) {
                throw new IllegalStateException("the site did not start", e);
            }
        }

        @Override
        public void close() throws IOException {
            try {
                site.stop();
                site.close();
            } catch (Exception e) {
                throw new IllegalStateException("the site did not stop", e);
            }
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }
}
