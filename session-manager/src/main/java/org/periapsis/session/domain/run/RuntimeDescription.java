package org.periapsis.session.domain.run;

/**
 * What a runtime is and how well it keeps runs apart; part of the site's offer.
 *
 * @param name such as {@code process}
 * @param isolation how runs are kept apart
 * @param note why it is not better; empty when nothing is lacking
 */
public record RuntimeDescription(String name, Isolation isolation, String note) {

    /** How runs are kept apart, best first. */
    public enum Isolation {
        /** A uid for each owner, own mount, process and network namespaces: nothing else of the machine is seen or reached. */
        SANDBOX,
        /** A uid for each owner; the machine's files, processes and network are seen. */
        OTHER_USER,
        /** The platform's own uid. */
        PLATFORM_USER
    }

    /** Whether people must trust each other: one could take another's port, or listen where the other sends. */
    public boolean trustedOnly() {
        return isolation != Isolation.SANDBOX;
    }
}
