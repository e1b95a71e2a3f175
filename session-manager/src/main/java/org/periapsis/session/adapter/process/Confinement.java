package org.periapsis.session.adapter.process;

import org.periapsis.session.domain.run.RuntimeDescription;
import org.periapsis.session.domain.run.RuntimeDescription.Isolation;

/**
 * How this machine lets runs be kept apart, as it was found by trying.
 *
 * @param isolation of users, files, processes and network
 * @param filter whether system calls are filtered
 * @param groups that bound a run as a whole
 * @param doors into runs and out of them
 */
record Confinement(Isolation isolation, boolean filter, ControlGroups groups, Doors doors) {

    /** The port of a program in a network of its own. */
    static final int PORT = 8888;

    /** Where a program in a network of its own finds a way out. */
    static final int WAY_OUT = 3128;

    boolean sandbox() {
        return isolation == Isolation.SANDBOX;
    }

    /** Whether runs have a user other than the platform's. */
    boolean otherUser() {
        return isolation != Isolation.PLATFORM_USER;
    }

    /**
     * For the site's offer.
     *
     * @param lack why isolation or filter are not better; empty when they could not be
     */
    RuntimeDescription describe(String lack) {
        String bounds = groups.note();
        String note = lack.isEmpty() || bounds.isEmpty() ? lack + bounds : lack + "; " + bounds;
        return new RuntimeDescription("process", isolation, note);
    }
}
