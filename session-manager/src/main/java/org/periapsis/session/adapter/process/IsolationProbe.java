package org.periapsis.session.adapter.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.periapsis.session.domain.run.Limits;
import org.periapsis.session.domain.run.RunKey;
import org.periapsis.session.domain.run.RuntimeDescription;
import org.periapsis.session.domain.run.RuntimeDescription.Isolation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out how well this machine lets runs be kept apart, by trying: containers forbid what root could do. */
final class IsolationProbe {

    private static final Logger LOG = LoggerFactory.getLogger(IsolationProbe.class);
    private static final int SECONDS = 20;
    private static final Limits LIMITS = new Limits(1, 256L << 20);

    private final RunDirectories directories;
    private final ProcessRuntimeConfig config;

    IsolationProbe(RunDirectories directories, ProcessRuntimeConfig config) {
        this.directories = directories;
        this.config = config;
    }

    /**
     * What was found.
     *
     * @param confinement the best that works
     * @param description for the site's offer
     */
    record Found(Confinement confinement, RuntimeDescription description) {}

    Found found() throws IOException {
        if (!Files.isDirectory(Path.of("/proc/self"))) {
            throw new IOException("The process runtime needs Linux: there is no /proc here");
        }
        if (!config.sandbox()) {
            String reason = "isolation is switched off by configuration";
            return trusted(with(Isolation.PLATFORM_USER, false, ControlGroups.none("switched off")), reason);
        }
        ControlGroups groups = ControlGroups.tried(directories.groupPrefix());
        if (!(Files.getAttribute(Path.of("/proc/self"), "unix:uid") instanceof Integer uid) || uid != 0) {
            String reason = "the platform does not run as root, so runs share its user";
            return trusted(with(Isolation.PLATFORM_USER, false, groups), reason);
        }
        directories.doors().make();
        String sandbox = trial(with(Isolation.SANDBOX, true, groups));
        if (sandbox.isEmpty()) {
            Confinement best = with(Isolation.SANDBOX, true, groups);
            return new Found(best, best.describe(""));
        }
        Confinement unfiltered = with(Isolation.SANDBOX, false, groups);
        if (trial(unfiltered).isEmpty()) {
            return new Found(unfiltered, unfiltered.describe("system calls are not filtered: " + sandbox));
        }
        Confinement filtered = with(Isolation.OTHER_USER, true, groups);
        Confinement user = trial(filtered).isEmpty() ? filtered : with(Isolation.OTHER_USER, false, groups);
        String other = trial(user);
        if (other.isEmpty()) {
            return trusted(user, "runs have a user each but see the machine and share its network: " + sandbox);
        }
        return trusted(
                with(Isolation.PLATFORM_USER, false, groups),
                "neither namespaces nor other users are permitted: " + sandbox + "; " + other);
    }

    private Confinement with(Isolation isolation, boolean filter, ControlGroups groups) throws IOException {
        return new Confinement(isolation, filter, groups, directories.doors());
    }

    private static Found trusted(Confinement confinement, String reason) {
        return new Found(confinement, confinement.describe("trusted users only: " + reason));
    }

    /** Runs a small program the way that real ones will be run; empty when it could do what it must, else the reason. */
    private String trial(Confinement confinement) throws IOException {
        RunKey key = new RunKey("trial", 0, confinement.isolation().name());
        RunFiles files = directories.prepare(key, "trial", confinement);
        try {
            int uid = directories.idOf("trial");
            directories.arm(files, uid, confinement, Map.of(), List.of());
            files.lease("trial");
            Launch launch = new Launch(directories.scripts(), confinement, SECONDS, 1, config.bounds());
            launch.plan(files, uid, LIMITS, "");
            List<String> program = new ArrayList<>(List.of("/bin/sh", "-c", "test \"$(id -u)\" = " + uid));
            if (confinement.sandbox()) {
                // Loopback and no other interface.
                program.set(2, program.get(2) + " && test \"$(grep -c : /proc/net/dev)\" = 1");
            }
            program.set(2, program.get(2) + " && : >made");
            return run(launch.command(files, uid, LIMITS, "trial", program), files);
        } finally {
            RunGroups.read(files.groups()).remove();
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
