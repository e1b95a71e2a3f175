package org.periapsis.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.periapsis.local.client.PlatformClient;
import org.periapsis.local.demo.SampleLoader;
import org.periapsis.local.stack.LocalStack;
import org.periapsis.local.stack.StackDirectory;
import org.periapsis.local.stack.StackPorts;

/** A local stack of a test's own with a browser before it; pictures go to {@code target/screenshots/NAME}. */
final class Stand implements AutoCloseable {
    private final StackDirectory directory;
    private final LocalStack stack;
    private final Browser browser;

    private Stand(StackDirectory directory, LocalStack stack, Browser browser) {
        this.directory = directory;
        this.stack = stack;
        this.browser = browser;
    }

    /** Without any product. Nothing stays when there is no browser to be had. */
    static Stand start(String name) throws Exception {
        StackDirectory directory = StackDirectory.temporary("periapsis-" + name);
        LocalStack stack = LocalStack.start(directory, StackPorts.free(), (part, text) -> {});
        try {
            Path pictures = Path.of("target", "screenshots", name);
            return new Stand(directory, stack, new Browser(stack.state().url(), pictures));
        } catch (IOException | RuntimeException e) {
            stack.close();
            Directories.delete(directory.root());
            throw e;
        }
    }

    /** Loads the samples and waits until Find shows them. */
    void showSamples() throws Exception {
        new SampleLoader(stack.state(), (part, text) -> {}).load();
        browser.open("/find");
        browser.await("document.querySelectorAll('[data-testid=result-row]').length > 20");
    }

    Path root() {
        return directory.root();
    }

    LocalStack stack() {
        return stack;
    }

    Browser browser() {
        return browser;
    }

    /** @return a client that nobody has signed in */
    PlatformClient anonymous() {
        return PlatformClient.anonymous(stack.state().url());
    }

    PlatformClient signedIn(String user, List<String> roles) throws IOException {
        return PlatformClient.signedIn(stack.state().url(), link(user, roles));
    }

    /** @return a one-time sign-in link */
    String link(String user, List<String> roles) throws IOException {
        return anonymous().link(stack.state().linkSecret(), user, roles);
    }

    @Override
    public void close() throws IOException {
        browser.close();
        stack.close();
        Directories.delete(directory.root());
    }
}
