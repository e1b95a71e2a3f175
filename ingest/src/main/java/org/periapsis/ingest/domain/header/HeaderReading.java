package org.periapsis.ingest.domain.header;

import java.util.Optional;
import org.periapsis.events.ObsCore;
import org.periapsis.ingest.domain.Refusal;

/**
 * What a file's headers say of it.
 *
 * @param obscore every field that follows from the headers; identifier and collection are the archive's to give
 * @param unplaced why there is no position, to be refused unless the archive supplies one
 */
public record HeaderReading(ObsCore.Builder obscore, Optional<Refusal> unplaced) {}
