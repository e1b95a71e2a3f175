package org.periapsis.ingest.domain.intake;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.periapsis.events.ObsCore;

/**
 * What of an archive's product says who may read it.
 *
 * @param dataRights ObsCore's word, in lower case
 * @param releaseDate from when on; empty for none
 */
public record Readers(String dataRights, Optional<Instant> releaseDate) {
    public static Readers of(ObsCore obscore) {
        return of(obscore.getDataRights().name(), Optional.ofNullable(obscore.getObsReleaseDate()));
    }

    public static Readers of(String dataRights, Optional<Instant> releaseDate) {
        return new Readers(dataRights.toLowerCase(Locale.ROOT), releaseDate);
    }

    @Override
    public String toString() {
        return dataRights + releaseDate.map(date -> ", released " + date).orElse("");
    }
}
