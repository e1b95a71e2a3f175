package org.periapsis.session.domain.run;

/**
 * A program to start.
 *
 * @param key names it
 * @param owner issuer and subject of the person; decides the uid and the home
 * @param program what runs
 * @param limits what it may use
 * @param web whether it serves HTTP, so that it has an endpoint
 */
public record RunSpec(RunKey key, String owner, Program program, Limits limits, boolean web) {

    public RunSpec {
        if (owner.isBlank()) {
            throw new IllegalArgumentException("A run has an owner");
        }
    }
}
