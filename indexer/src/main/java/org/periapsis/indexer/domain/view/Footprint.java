package org.periapsis.indexer.domain.view;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.periapsis.events.ObsCore;
import org.periapsis.indexer.domain.sky.AllSky;
import org.periapsis.indexer.domain.sky.Cone;
import org.periapsis.indexer.domain.sky.Coverage;
import org.periapsis.indexer.domain.sky.Healpix;
import org.periapsis.indexer.domain.sky.PixelRange;
import org.periapsis.indexer.domain.sky.Region;
import org.periapsis.indexer.domain.sky.RegionText;

/**
 * Where a product lies on the sky, as the index keeps it.
 *
 * @param pixel order-29 nested pixel of its centre
 * @param covering order-29 pixels of its region; empty for the whole sky, and for a product without a place
 */
public record Footprint(OptionalLong pixel, List<PixelRange> covering, boolean allSky) {
    /** Enough for a rim about a tenth of the region's size wide; a search may find that much too far. */
    private static final int MAX_RANGES = 16;

    /** Reads s_region; where there is none (or none that we understand), s_fov around the centre, or the centre alone. */
    public static Footprint of(ObsCore obscore) {
        if (!hasPlace(obscore)) {
            return of(OptionalLong.empty(), region(obscore));
        }
        double ra = obscore.getSRa();
        double dec = obscore.getSDec();
        long pixel = Healpix.pixel(ra, dec, Healpix.MAX_ORDER);
        Region region = region(obscore).orElseGet(() -> {
            double fov = obscore.getSFov() == null ? 0 : obscore.getSFov();
            return Cone.ofDegrees(ra, dec, fov >= 0 && fov <= 360 ? fov / 2 : 0);
        });
        if (region instanceof Cone cone && cone.radius() == 0) {
            return new Footprint(OptionalLong.of(pixel), List.of(new PixelRange(pixel, pixel + 1)), false);
        }
        return of(OptionalLong.of(pixel), Optional.of(region));
    }

    private static boolean hasPlace(ObsCore obscore) {
        return obscore.getSRa() != null
                && obscore.getSDec() != null
                && Double.isFinite(obscore.getSRa())
                && Math.abs(obscore.getSDec()) <= 90;
    }

    private static Footprint of(OptionalLong pixel, Optional<Region> region) {
        boolean allSky = region.isPresent() && region.get() instanceof AllSky;
        List<PixelRange> covering = region.isEmpty() || allSky ? List.of() : Coverage.of(region.get(), MAX_RANGES);
        return new Footprint(pixel, covering, allSky);
    }

    private static Optional<Region> region(ObsCore obscore) {
        if (obscore.getSRegion() == null || obscore.getSRegion().isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(RegionText.parse(obscore.getSRegion()));
        } catch (IllegalArgumentException e) {
            // ingest checks regions; one that a later version writes must not stop the view
            return Optional.empty();
        }
    }
}
