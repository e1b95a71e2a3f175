package org.periapsis.session.adapter.process;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How the process runtime works.
 *
 * @param directory its own; runs, homes and scripts live there
 * @param leaseSeconds after which the runs of a silent agent are ended
 * @param graceSeconds between TERM and KILL
 * @param sandbox whether to keep runs apart as well as this machine allows; otherwise all run as the platform's own user
 * @param bounds of each run
 * @param logs what is kept of what runs print
 * @param portal the platform's public address, which runs are told; empty for none
 */
public record ProcessRuntimeConfig(
        Path directory,
        int leaseSeconds,
        int graceSeconds,
        boolean sandbox,
        Bounds bounds,
        LogBounds logs,
        Optional<URI> portal) {

    public ProcessRuntimeConfig {
        if (leaseSeconds < 2 || graceSeconds < 1) {
            throw new IllegalArgumentException("leaseSeconds=" + leaseSeconds + " graceSeconds=" + graceSeconds);
        }
    }

    /** The same without a portal, with the usual logs. */
    public ProcessRuntimeConfig(Path directory, int leaseSeconds, int graceSeconds, boolean sandbox, Bounds bounds) {
        this(directory, leaseSeconds, graceSeconds, sandbox, bounds, LogBounds.usual(), Optional.empty());
    }

    /** 30 s of lease, 10 s of grace, the best isolation there is. */
    public static ProcessRuntimeConfig in(Path directory) {
        return new ProcessRuntimeConfig(directory, 30, 10, true, Bounds.usual());
    }
}
