package org.periapsis.kit.rights;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What of a product decides who may know of it and who may read it.
 *
 * @param releaseDate {@code obs_release_date}; before it the product is for its own, whatever the level
 * @param archive that publishes it
 * @param withdrawn true when its archive has taken it back
 */
public record ProductRights(
        Level level,
        Optional<Instant> releaseDate,
        String archive,
        Optional<Person> owner,
        Optional<String> team,
        boolean withdrawn) {
    public ProductRights {
        Objects.requireNonNull(level, "level");
        Objects.requireNonNull(releaseDate, "releaseDate");
        Objects.requireNonNull(archive, "archive");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(team, "team");
    }
}
