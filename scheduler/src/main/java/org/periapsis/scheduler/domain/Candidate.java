package org.periapsis.scheduler.domain;

import java.util.Optional;
import org.periapsis.events.SiteScore;

/**
 * One site in the light of one request.
 *
 * @param refusal why it is out of the question, now or for ever
 * @param hold why nothing can start there this moment although it is a good place
 * @param score what people are shown, in seconds
 */
record Candidate(String site, Optional<Refusal> refusal, Optional<Hold> hold, SiteScore score) {

    /** Why a site was filtered out. */
    enum Refusal {
        /** It makes no offers at present. */
        SILENT(false),
        /** It takes nothing new at present. */
        CLOSED(false),
        /** It does not offer the datalab yet. */
        NO_DATALAB(false),
        /** Inputs are at sites that are silent. */
        SOURCE_SILENT(false),
        /** It obeys another scheduler. */
        FOREIGN(true),
        /** The person insists on another site. */
        NOT_NAMED(true),
        /** It has never enough of something. */
        TOO_SMALL(true),
        /** It cannot have the datalab. */
        IMPOSSIBLE_DATALAB(true),
        /** It lacks inputs, and the person wants to run where they are. */
        NOT_A_HOLDER(true);

        private final boolean lasting;

        Refusal(boolean lasting) {
            this.lasting = lasting;
        }

        boolean lasting() {
            return lasting;
        }
    }

    /** Why to wait for a site. */
    enum Hold {
        FULL,
        PREPARING
    }

    boolean eligible() {
        return refusal.isEmpty();
    }

    boolean free() {
        return eligible() && hold.isEmpty();
    }

    double total() {
        return score.getTotalS();
    }

    long moved() {
        return score.getMovedBytes();
    }
}
