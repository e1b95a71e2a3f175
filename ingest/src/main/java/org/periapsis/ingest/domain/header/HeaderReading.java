package org.periapsis.ingest.domain.header;

import java.util.List;
import java.util.Optional;
import org.periapsis.events.ObsCore;
import org.periapsis.events.door.Flaw;
import org.periapsis.ingest.domain.Refusal;

/**
 * What a file's headers say of it.
 *
 * @param obscore every field that follows from the headers; identifier and collection are the archive's to give
 * @param unplaced why there is no position, to be refused unless the archive supplies one
 * @param leftOut what the headers say in a way that no field takes, for whoever sent it
 */
public record HeaderReading(ObsCore.Builder obscore, Optional<Refusal> unplaced, List<Flaw> leftOut) {
    public HeaderReading {
        leftOut = List.copyOf(leftOut);
    }
}
