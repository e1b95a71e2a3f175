package org.periapsis.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives all test classes of a run that ask for it the same parts, as a parameter: they start when the first asks and end with the
 * run.
 */
public abstract class OncePerRun<T> implements ParameterResolver {
    private final Class<T> type;

    protected OncePerRun(Class<T> type) {
        this.type = type;
    }

    /** @param directory an empty one, which is deleted after the end */
    protected abstract T start(Path directory) throws Exception;

    protected abstract void stop(T parts) throws Exception;

    @Override
    public final boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == type;
    }

    @Override
    public final Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return type.cast(context.getRoot()
                .getStore(ExtensionContext.Namespace.create(getClass()))
                .getOrComputeIfAbsent(Running.class, key -> new Running<>(this), Running.class)
                .parts);
    }

    private static final class Running<T> implements AutoCloseable {
        private final OncePerRun<T> what;
        private final Path directory;
        private final T parts;

        Running(OncePerRun<T> what) {
            this.what = what;
            try {
                directory = Files.createTempDirectory("periapsis-test");
                parts = what.start(directory);
            } catch (Exception e) {
                throw new IllegalStateException(what.type.getSimpleName() + " did not start", e);
            }
        }

        @Override
        public void close() throws IOException {
            try {
                what.stop(parts);
            } catch (Exception e) {
                throw new IllegalStateException(what.type.getSimpleName() + " did not stop", e);
            }
            TestDirectories.delete(directory);
        }
    }
}
