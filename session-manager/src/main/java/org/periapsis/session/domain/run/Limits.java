package org.periapsis.session.domain.run;

/**
 * What a run may use.
 *
 * @param cores its share of the machine, and advised to the program
 * @param memoryBytes upper bound of the whole run where the machine permits, otherwise of each process; 0 for none
 */
public record Limits(int cores, long memoryBytes) {

    public Limits {
        if (cores < 1 || memoryBytes < 0) {
            throw new IllegalArgumentException("cores=" + cores + " memoryBytes=" + memoryBytes);
        }
    }
}
