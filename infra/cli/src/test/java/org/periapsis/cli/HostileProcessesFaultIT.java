package org.periapsis.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.embedded.postgres.EmbeddedDatabase;
import org.periapsis.local.client.PlatformClient;
import org.periapsis.local.demo.SampleLoader;
import org.periapsis.local.stack.StackDirectory;

/** Five minutes of {@link HostileRun} against services that are processes of their own, and are killed. */
@Tag("full")
class HostileProcessesFaultIT implements HostileRun.Platform {
    private static final Duration LENGTH = Duration.parse(System.getProperty("hostile.length", "PT5M"));

    @TempDir
    private Path root;

    private Deployment deployment;

    @Test
    void fiveMinutesOfHostilityAndKillsChangeNothing() throws Exception {
        StackDirectory directory = new StackDirectory(
                root.resolve("stack"), StackDirectory.ofUser().python());
        try (Deployment started = new Deployment(directory)) {
            deployment = started;
            try {
                deployment.start();
                new SampleLoader(deployment.client(), (part, text) -> {}).load();
                new HostileRun(this, Long.getLong("hostile.seed", 20261131)).last(LENGTH);
            } catch (AssertionError | Exception e) {
                e.addSuppressed(new AssertionError(deployment.logs()));
                throw e;
            }
        }
    }

    @Override
    public String url() {
        return deployment.url();
    }

    @Override
    public String archive() {
        return "esac-sky";
    }

    @Override
    public String issuer() {
        return Deployment.ISSUER;
    }

    @Override
    public PlatformClient signedIn(String user, List<String> roles) throws Exception {
        return deployment.signedIn(user, roles);
    }

    @Override
    public void disturb(Random random) throws Exception {
        String victim = deployment.killAny(random);
        TimeUnit.MILLISECONDS.sleep(random.nextInt(1_500));
        deployment.restart(victim);
        deployment.awaitAll();
    }

    @Override
    public Map<String, ResourceUse> use() throws Exception {
        return deployment.use();
    }

    @Override
    public EmbeddedDatabase database() {
        return deployment.database();
    }

    @Override
    public String decided(PlatformClient operator) throws Exception {
        return Deployment.stateHash(operator, deployment.leader());
    }

    @Override
    public void anotherScheduler() throws Exception {
        String led = deployment.killOne("scheduler");
        deployment.restart(led);
        deployment.await("scheduler");
    }
}
