package org.periapsis.bench;

import java.io.IOException;
import java.util.function.Consumer;
import org.periapsis.local.client.PlatformClient;
import org.periapsis.local.demo.SampleLoader;
import org.periapsis.local.stack.LocalStack;
import org.periapsis.local.stack.StackDirectory;
import org.periapsis.local.stack.StackPorts;

/** A stack of a benchmark's own, in a temporary directory, and one caller signed in. */
final class BenchStack implements AutoCloseable {
    private final StackDirectory directory;
    private final LocalStack stack;
    private final PlatformClient client;
    private final Thread interrupted = new Thread(this::closeQuietly, "bench-shutdown");
    private boolean closed;

    BenchStack(Consumer<String> say) throws IOException, StackDirectory.InUse {
        directory = StackDirectory.temporary("periapsis-bench");
        directory.create();
        // Before the first logger is made, which reads it: a benchmark writes the log that the platform writes.
        System.setProperty(
                "periapsis.log", directory.logs().resolve("periapsis.log").toString());
        stack = LocalStack.start(directory, StackPorts.free(), (part, text) -> say.accept(part + ": " + text));
        // Ctrl-C: PostgreSQL and what runs at the sites would stay behind.
        Runtime.getRuntime().addShutdownHook(interrupted);
        client = PlatformClient.signedIn(
                stack.state().url(),
                PlatformClient.anonymous(stack.state().url())
                        .link(stack.state().linkSecret(), "astronomer", SampleLoader.roles()));
    }

    LocalStack stack() {
        return stack;
    }

    StackDirectory directory() {
        return directory;
    }

    PlatformClient client() {
        return client;
    }

    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        stack.close();
        Scratch.delete(directory.root());
    }

    private void closeQuietly() {
        try {
            close();
        } catch (IOException e) {
            // What is left are files below the temporary directory.
        }
    }
}
