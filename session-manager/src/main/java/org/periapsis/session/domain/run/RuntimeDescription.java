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
        /** A uid for each owner, and own mount and PID namespaces: nothing else of the machine is seen. */
        SANDBOX,
        /** A uid for each owner. */
        OTHER_USER,
        /** The platform's own uid: for trusted users only. */
        TRUSTED_USERS_ONLY
    }
}
