package org.periapsis.ingest.domain.intake;

import java.util.Optional;
import org.periapsis.events.Owner;
import org.periapsis.events.Provenance;

/**
 * Where a product comes from.
 *
 * @param intake way in: http, reference, bulk or run
 * @param trace W3C trace context of the request
 * @param owner of a run's output; empty for an archive's product
 */
public record Origin(
        String archive,
        String intake,
        Optional<Owner> owner,
        Optional<String> team,
        Optional<Provenance> provenance,
        Optional<String> trace) {
    public static Origin archive(String archive, String intake, Optional<String> trace) {
        return new Origin(archive, intake, Optional.empty(), Optional.empty(), Optional.empty(), trace);
    }
}
