package org.periapsis.ingest.domain.intake;

import java.util.Optional;

/**
 * What this site's ledger knows of a product.
 *
 * @param manifestSha256 of the newest revision
 * @param replicaHere whether its bytes are on the log as held at this site
 * @param readers of the newest revision; empty where nobody asked
 */
public record Known(
        String productId,
        int revision,
        String archive,
        String manifestSha256,
        boolean replicaHere,
        Optional<Readers> readers) {
    public Known(String productId, int revision, String archive, String manifestSha256, boolean replicaHere) {
        this(productId, revision, archive, manifestSha256, replicaHere, Optional.empty());
    }
}
