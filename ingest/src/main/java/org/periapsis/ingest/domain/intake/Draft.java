package org.periapsis.ingest.domain.intake;

import java.util.Optional;
import org.periapsis.events.ObsCore;

/**
 * A product that has been described and whose bytes are where they belong: ready to be taken.
 *
 * @param idGiven the archive chose the id; otherwise the same bytes under another name are the same product
 * @param expectedRevision the revision that this one shall replace; empty for a new product
 */
public record Draft(
        Origin origin, ObsCore obscore, Content content, boolean idGiven, Optional<Integer> expectedRevision) {
    public String productId() {
        return obscore.getObsPublisherDid();
    }

    /** Equal for the same bytes of the same archive. */
    String contentKey() {
        return origin.archive() + ' ' + content.manifestSha256();
    }
}
