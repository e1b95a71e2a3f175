package org.periapsis.session.adapter.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.periapsis.session.domain.run.RunKey;
import org.periapsis.session.domain.run.RuntimeDescription;
import org.periapsis.session.domain.run.RuntimeDescription.Isolation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out how well this machine lets runs be kept apart, by trying: containers forbid what root could do. */
final class IsolationProbe {

    private static final Logger LOG = LoggerFactory.getLogger(IsolationProbe.class);
    private static final String NAME = "process";
    private static final int SECONDS = 20;

    private final RunDirectories directories;
    private final ProcessRuntimeConfig config;

    IsolationProbe(RunDirectories directories, ProcessRuntimeConfig config) {
        this.directories = directories;
        this.config = config;
    }

    RuntimeDescription describe() throws IOException {
        if (!Files.isDirectory(Path.of("/proc/self"))) {
            throw new IOException("The process runtime needs Linux: there is no /proc here");
        }
        if (!config.sandbox()) {
            return trusted("isolation is switched off by configuration");
        }
        if (!(Files.getAttribute(Path.of("/proc/self"), "unix:uid") instanceof Integer uid) || uid != 0) {
            return trusted("the platform does not run as root, so runs share its user");
        }
        String sandbox = trial(Isolation.SANDBOX);
        if (sandbox.isEmpty()) {
            return new RuntimeDescription(NAME, Isolation.SANDBOX, "");
        }
        String other = trial(Isolation.OTHER_USER);
        if (other.isEmpty()) {
            return new RuntimeDescription(
                    NAME, Isolation.OTHER_USER, "runs have a user each but see the machine: " + sandbox);
        }
        return trusted("neither namespaces nor other users are permitted: " + sandbox + "; " + other);
    }

    private static RuntimeDescription trusted(String reason) {
        return new RuntimeDescription(NAME, Isolation.TRUSTED_USERS_ONLY, "trusted users only: " + reason);
    }

    /** Runs a small program the way that real ones will be run; empty when it could do what it must, else the reason. */
    private String trial(Isolation isolation) throws IOException {
        RunKey key = new RunKey("trial", 0, isolation.name());
        RunFiles files = directories.prepare(key, "trial", isolation);
        try {
            int uid = directories.idOf("trial");
            directories.arm(files, uid, isolation, Map.of(), List.of());
            files.lease("trial");
            Launch launch = new Launch(directories.scripts(), isolation, SECONDS, 1);
            List<String> program = List.of("/bin/sh", "-c", "test \"$(id -u)\" = " + uid + " && : >made");
            return run(launch.command(files, uid, 0, "trial", program), files);
        } finally {
            Access.remove(files.directory());
        }
    }

    private static String run(List<String> command, RunFiles files) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(files.directory().resolve("supervisor.log").toFile())
                .start();
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroy();
                return "a trial run did not end within " + SECONDS + " s";
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            process.destroy();
            return "interrupted";
        }
        boolean worked = files.end().filter(end -> end.succeeded()).isPresent();
        String said = Files.exists(files.log())
                ? Files.readString(files.log(), StandardCharsets.UTF_8).strip()
                : "";
        LOG.debug("isolation trial worked={} said={}", worked, said);
        return worked
                ? ""
                : said.isEmpty()
                        ? "a trial run failed without a word"
                        : said.lines().findFirst().orElse("");
    }
}
