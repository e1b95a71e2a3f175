package org.periapsis.indexer.domain.search;

import java.util.Optional;
import org.periapsis.indexer.domain.sky.Cone;
import org.periapsis.indexer.domain.sky.Region;
import org.periapsis.indexer.domain.sky.SkyBox;

/**
 * Where on the sky.
 *
 * @param cone the product's centre lies in it
 * @param box the product's centre lies in it
 * @param intersects the product's footprint has something in common with it, at the footprint covering's resolution
 */
public record SkyFilter(Optional<Cone> cone, Optional<SkyBox> box, Optional<Region> intersects) {
    /** Asks nothing. */
    public static SkyFilter any() {
        return new SkyFilter(Optional.empty(), Optional.empty(), Optional.empty());
    }
}
