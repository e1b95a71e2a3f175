package org.periapsis.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.embedded.postgres.EmbeddedDatabase;
import org.periapsis.local.client.PlatformClient;
import org.periapsis.local.demo.SampleLoader;
import org.periapsis.local.stack.LocalStack;
import org.periapsis.local.stack.StackDirectory;
import org.periapsis.local.stack.StackPorts;

/** A minute of {@link HostileRun} against the local stack, whose services are stopped and started in between. */
class HostileRunIT implements HostileRun.Platform {
    private static final List<String> STOPPED =
            List.of("indexer", "notifier", "scheduler", "session-manager", "ingest-esac", "portal");

    @TempDir
    private Path root;

    private LocalStack stack;

    @BeforeEach
    void start() throws Exception {
        StackDirectory directory = new StackDirectory(
                root.resolve("stack"), StackDirectory.ofUser().python());
        stack = LocalStack.start(directory, StackPorts.free(), (part, text) -> {});
        new SampleLoader(stack.state(), (part, text) -> {}).load();
    }

    @AfterEach
    void stop() throws IOException {
        stack.close();
    }

    @Test
    void aMinuteOfHostilityChangesNothing() throws Exception {
        new HostileRun(this, 20261130).last(Duration.ofMinutes(1));
    }

    @Override
    public String url() {
        return stack.state().url();
    }

    @Override
    public String archive() {
        return "esa-sky";
    }

    @Override
    public String issuer() {
        return "https://periapsis.local";
    }

    @Override
    public PlatformClient signedIn(String user, List<String> roles) throws IOException {
        return PlatformClient.signedIn(
                url(), PlatformClient.anonymous(url()).link(stack.state().linkSecret(), user, roles));
    }

    @Override
    public void disturb(Random random) throws Exception {
        String service = STOPPED.get(random.nextInt(STOPPED.size()));
        stack.stop(service);
        TimeUnit.MILLISECONDS.sleep(random.nextInt(1_500));
        stack.start(service);
    }

    @Override
    public Map<String, ResourceUse> use() throws IOException {
        return Map.of("the stack", ResourceUse.now());
    }

    @Override
    public EmbeddedDatabase database() {
        return stack.parts().database();
    }

    @Override
    public String decided(PlatformClient operator) throws IOException {
        int port = PlatformClient.anonymous(stack.state().addresses().getString("status"))
                .get("/status")
                .getJsonObject("services")
                .getJsonObject("scheduler")
                .getInteger("port");
        return Deployment.stateHash(operator, port);
    }

    @Override
    public void anotherScheduler() throws Exception {
        stack.stop("scheduler");
        stack.start("scheduler");
    }
}
