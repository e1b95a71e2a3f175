package org.periapsis.fits.sky;

/**
 * A direction on the celestial sphere. In ICRS unless the method that returns it says otherwise.
 *
 * @param lon right ascension (or longitude), degrees, 0 ≤ lon &lt; 360
 * @param lat declination (or latitude), degrees
 */
public record SkyPoint(double lon, double lat) {
    public SkyPoint {
        if (!Double.isFinite(lon) || !Double.isFinite(lat) || Math.abs(lat) > 90.0 + 1e-9) {
            throw new IllegalArgumentException("not a direction: " + lon + " " + lat);
        }
        lon = lon % 360.0;
        lon = lon < 0 ? lon + 360.0 : lon;
        lat = Math.max(-90.0, Math.min(90.0, lat));
    }

    static SkyPoint ofVector(double[] v) {
        double lon = Math.toDegrees(Math.atan2(v[1], v[0]));
        double lat = Math.toDegrees(Math.atan2(v[2], Math.hypot(v[0], v[1])));
        return new SkyPoint(lon, lat);
    }

    double[] vector() {
        double l = Math.toRadians(lon);
        double b = Math.toRadians(lat);
        return new double[] {Math.cos(b) * Math.cos(l), Math.cos(b) * Math.sin(l), Math.sin(b)};
    }

    /** Great-circle distance in degrees, exact at small and at large separations. */
    public double distance(SkyPoint other) {
        double[] a = vector();
        double[] b = other.vector();
        double[] c = Vectors.cross(a, b);
        return Math.toDegrees(Math.atan2(Math.sqrt(Vectors.dot(c, c)), Vectors.dot(a, b)));
    }

    /** A share of the way along the great circle to another direction, which is not the opposite one. */
    public SkyPoint towards(SkyPoint other, double share) {
        double[] a = vector();
        double[] b = other.vector();
        double angle = Math.toRadians(distance(other));
        if (angle < 1e-12 || angle > Math.PI - 1e-9) {
            return this;
        }
        double p = Math.sin((1 - share) * angle) / Math.sin(angle);
        double q = Math.sin(share * angle) / Math.sin(angle);
        return ofVector(new double[] {p * a[0] + q * b[0], p * a[1] + q * b[1], p * a[2] + q * b[2]});
    }
}
