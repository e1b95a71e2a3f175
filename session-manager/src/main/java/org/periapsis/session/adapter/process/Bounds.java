package org.periapsis.session.adapter.process;

/**
 * What one run may use besides the memory and cores that it asked for.
 *
 * @param processes processes and threads at once
 * @param diskBytes its home, outputs, scratch files and log together; 0 for no bound
 * @param files files, directories and links in its home, outputs and scratch files together; 0 for no bound
 * @param cpuQuota whether cores that others leave idle stay idle too; otherwise runs share them by the cores they asked for
 */
public record Bounds(int processes, long diskBytes, int files, boolean cpuQuota) {

    public Bounds {
        if (processes < 16 || diskBytes < 0 || files < 0) {
            throw new IllegalArgumentException(
                    "processes=" + processes + " diskBytes=" + diskBytes + " files=" + files);
        }
    }

    /** 2,048 processes, 20 GiB, 200,000 files. */
    public static Bounds usual() {
        return new Bounds(2048, 20L << 30, 200_000, false);
    }
}
