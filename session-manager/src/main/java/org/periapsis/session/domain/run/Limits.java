package org.periapsis.session.domain.run;

/**
 * What a run may use.
 *
 * @param cores advised to the program, which a process runtime cannot force
 * @param memoryBytes upper bound of each process's private memory; 0 for none
 */
public record Limits(int cores, long memoryBytes) {

    public Limits {
        if (cores < 1 || memoryBytes < 0) {
            throw new IllegalArgumentException("cores=" + cores + " memoryBytes=" + memoryBytes);
        }
    }
}
