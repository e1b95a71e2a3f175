package org.periapsis.session.adapter.process;

/**
 * What one run may use besides the memory and cores that it asked for.
 *
 * @param processes processes and threads at once
 * @param diskBytes its home, outputs, scratch files and log together; 0 for no bound
 * @param cpuQuota whether cores that others leave idle stay idle too; otherwise runs share them by the cores they asked for
 */
public record Bounds(int processes, long diskBytes, boolean cpuQuota) {

    public Bounds {
        if (processes < 16 || diskBytes < 0) {
            throw new IllegalArgumentException("processes=" + processes + " diskBytes=" + diskBytes);
        }
    }

    /** 2048 processes, 20 GiB. */
    public static Bounds usual() {
        return new Bounds(2048, 20L << 30, false);
    }
}
