package org.periapsis.ingest.domain.intake;

import java.util.Optional;
import java.util.Set;
import org.periapsis.events.ObsCore;

/**
 * A product that has been described and whose bytes are where they belong: ready to be taken.
 *
 * @param idGiven the archive chose the id; otherwise the same bytes under another name are the same product
 * @param given fields of ObsCore that the archive itself gave, beside the headers
 * @param expectedRevision the revision that this one shall replace; empty for a new product
 */
public record Draft(
        Origin origin,
        ObsCore obscore,
        Content content,
        boolean idGiven,
        Set<String> given,
        Optional<Integer> expectedRevision) {
    public Draft {
        given = Set.copyOf(given);
    }

    public String productId() {
        return obscore.getObsPublisherDid();
    }

    /** Equal for the same bytes of the same archive. */
    String contentKey() {
        return origin.archive() + ' ' + content.manifestSha256();
    }
}
