package org.periapsis.ingest.domain.intake;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What this site's ledger knows of a product.
 *
 * @param manifestSha256 of the newest revision
 * @param replicaHere whether its bytes are on the log as held at this site
 * @param holds fields of ObsCore of the newest revision, as {@link org.periapsis.ingest.domain.ObsCoreFields#values} has them; of
 *     what was folded by an older version only some, and empty where nobody asked
 */
public record Known(
        String productId,
        int revision,
        String archive,
        String manifestSha256,
        boolean replicaHere,
        Map<String, Object> holds) {
    public Known {
        holds = Map.copyOf(holds);
    }

    public Known(String productId, int revision, String archive, String manifestSha256, boolean replicaHere) {
        this(productId, revision, archive, manifestSha256, replicaHere, Map.of());
    }

    /** Who may read it; empty where nobody asked. */
    public Optional<Readers> readers() {
        return Optional.ofNullable(holds.get("data_rights"))
                .map(rights -> Readers.of(
                        rights.toString(),
                        Optional.ofNullable(holds.get("obs_release_date"))
                                .map(date -> Instant.parse(date.toString()))));
    }
}
