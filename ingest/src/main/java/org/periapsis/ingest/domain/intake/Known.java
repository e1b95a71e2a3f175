package org.periapsis.ingest.domain.intake;

/**
 * What this site's ledger knows of a product.
 *
 * @param manifestSha256 of the newest revision
 * @param replicaHere whether its bytes are on the log as held at this site
 */
public record Known(String productId, int revision, String archive, String manifestSha256, boolean replicaHere) {}
