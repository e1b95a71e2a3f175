package org.periapsis.fits.sky;

import java.util.Optional;

/**
 * How an image lies on the sky about one of its pixels.
 *
 * @param degrees a pixel's size, the geometric mean of both sides
 * @param north direction of north in pixels, of length 1
 * @param east direction of east in pixels, of length 1
 */
@SuppressWarnings("ArrayRecordComponent")
public record PixelScale(double degrees, double[] north, double[] east) {

    /** About a pixel; empty where the image has no sky. */
    public static Optional<PixelScale> at(PixelToSky wcs, double x, double y) {
        Optional<SkyPoint> here = wcs.icrs(x, y);
        Optional<SkyPoint> right = wcs.icrs(x + 0.5, y);
        Optional<SkyPoint> above = wcs.icrs(x, y + 0.5);
        if (here.isEmpty() || right.isEmpty() || above.isEmpty()) {
            return Optional.empty();
        }
        double[] u = tangent(here.get(), right.get());
        double[] v = tangent(here.get(), above.get());
        double det = u[0] * v[1] - u[1] * v[0];
        if (!(Math.abs(det) > 0)) {
            return Optional.empty();
        }
        // Columns of the inverse of (u v): the pixels that one step east and one step north take.
        return Optional.of(
                new PixelScale(Math.sqrt(Math.abs(det)), unit(-v[0] / det, u[0] / det), unit(v[1] / det, -u[1] / det)));
    }

    /** Degrees to the east and to the north for a whole pixel. */
    private static double[] tangent(SkyPoint from, SkyPoint to) {
        double dlon = to.lon() - from.lon();
        dlon = dlon > 180 ? dlon - 360 : dlon < -180 ? dlon + 360 : dlon;
        return new double[] {2 * dlon * Math.cos(Math.toRadians(from.lat())), 2 * (to.lat() - from.lat())};
    }

    private static double[] unit(double x, double y) {
        double length = Math.hypot(x, y);
        return new double[] {x / length, y / length};
    }
}
