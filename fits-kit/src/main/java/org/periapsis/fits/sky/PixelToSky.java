package org.periapsis.fits.sky;

import java.util.Optional;

/** Where a pixel of an image looks. Pixel coordinates as in FITS: the centre of the first pixel is (1, 1). */
@FunctionalInterface
public interface PixelToSky {
    /** The ICRS direction; empty where the projection has no sky. */
    Optional<SkyPoint> icrs(double x, double y);
}
