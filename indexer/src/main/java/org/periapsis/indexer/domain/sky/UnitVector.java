package org.periapsis.indexer.domain.sky;

/**
 * A direction on the sky as a unit vector: exact at the poles and across RA 0, where angles are not.
 *
 * @param x towards RA 0, Dec 0
 * @param y towards RA 90°, Dec 0
 * @param z towards the north pole
 */
public record UnitVector(double x, double y, double z) {

    /** The direction of ICRS {@code ra}, {@code dec}, in degrees. */
    public static UnitVector ofDegrees(double ra, double dec) {
        double lon = Math.toRadians(ra);
        double lat = Math.toRadians(dec);
        double cos = Math.cos(lat);
        return new UnitVector(cos * Math.cos(lon), cos * Math.sin(lon), Math.sin(lat));
    }

    /** Right ascension in degrees, in [0, 360). */
    public double ra() {
        double degrees = Math.toDegrees(Math.atan2(y, x));
        return degrees < 0 ? degrees + 360 : degrees;
    }

    /** Declination in degrees, in [-90, 90]. */
    public double dec() {
        return Math.toDegrees(Math.atan2(z, Math.hypot(x, y)));
    }

    double dot(UnitVector other) {
        return x * other.x + y * other.y + z * other.z;
    }

    /** Not normalised: its length is the sine of the angle between the two. */
    UnitVector cross(UnitVector other) {
        return new UnitVector(y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x);
    }

    double length() {
        return Math.sqrt(x * x + y * y + z * z);
    }

    /** The sum of the two, made a direction again. */
    static UnitVector middle(Iterable<UnitVector> directions) {
        double sx = 0;
        double sy = 0;
        double sz = 0;
        for (UnitVector d : directions) {
            sx += d.x;
            sy += d.y;
            sz += d.z;
        }
        double n = Math.sqrt(sx * sx + sy * sy + sz * sz);
        return n < 1e-12 ? new UnitVector(0, 0, 1) : new UnitVector(sx / n, sy / n, sz / n);
    }

    /** Straight-line distance, 2 sin(angle / 2): as good as the angle for comparing, and much cheaper. */
    double chord(UnitVector other) {
        double dx = x - other.x;
        double dy = y - other.y;
        double dz = z - other.z;
        return Math.sqrt(dx * dx + dy * dy + dz * dz);
    }

    /** Great-circle distance in radians; atan2 keeps it exact for the smallest and the largest angles. */
    public double distance(UnitVector other) {
        return Math.atan2(cross(other).length(), dot(other));
    }
}
