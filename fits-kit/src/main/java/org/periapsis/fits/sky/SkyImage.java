package org.periapsis.fits.sky;

import java.util.Optional;

/**
 * A rectangle of pixels on the sky.
 *
 * @param width pixels along the first image axis
 * @param height pixels along the second
 */
public record SkyImage(PixelToSky wcs, long width, long height) {
    public SkyImage {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("an image has pixels");
        }
    }

    /**
     * The sky at pixel index NAXIS/2 counted from zero, the centre by the convention of astropy's users and of FFTs;
     * the geometrical centre lies half a pixel before it.
     */
    public Optional<SkyPoint> centre() {
        return wcs.icrs(width / 2.0 + 1, height / 2.0 + 1);
    }

    /** The sky at a fraction of the way across the array, outer pixel edge to outer pixel edge. */
    Optional<SkyPoint> at(double u, double v) {
        return wcs.icrs(0.5 + u * width, 0.5 + v * height);
    }
}
