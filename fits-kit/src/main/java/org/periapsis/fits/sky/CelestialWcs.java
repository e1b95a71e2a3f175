package org.periapsis.fits.sky;

import java.util.Optional;

/**
 * A celestial world coordinate system: Greisen &amp; Calabretta 2002, A&amp;A 395, 1061 (paper I) and paper II.
 *
 * @param latFirst the latitude axis comes before the longitude axis
 */
public record CelestialWcs(PixelPlane plane, PlaneToSphere sphere, SkyFrame frame, boolean latFirst)
        implements PixelToSky {
    @Override
    public Optional<SkyPoint> icrs(double x, double y) {
        double[] p = latFirst ? plane.plane(y, x) : plane.plane(x, y);
        return sphere.at(p[0], p[1]).map(frame::toIcrs);
    }
}
