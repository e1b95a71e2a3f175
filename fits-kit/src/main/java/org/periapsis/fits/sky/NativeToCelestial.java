package org.periapsis.fits.sky;

/**
 * The spherical rotation from native to celestial coordinates: paper II (Calabretta &amp; Greisen 2002), section 2.4.
 */
final class NativeToCelestial {
    private final double poleLon;
    private final double sinPole;
    private final double cosPole;
    private final double lonPole;

    private NativeToCelestial(double poleLon, double poleLat, double lonPole) {
        this.poleLon = poleLon;
        this.sinPole = Math.sin(Math.toRadians(poleLat));
        this.cosPole = Math.cos(Math.toRadians(poleLat));
        this.lonPole = lonPole;
    }

    /**
     * Degrees throughout.
     *
     * @param theta0 native latitude of the reference point (its native longitude is 0)
     * @param lonPole LONPOLE, or NaN for the default
     * @param latPole LATPOLE, or NaN for the default
     * @throws IllegalArgumentException if no pole satisfies the header
     */
    static NativeToCelestial of(double crLon, double crLat, double theta0, double lonPole, double latPole) {
        double phip = Double.isNaN(lonPole) ? (crLat >= theta0 ? 0 : 180) : lonPole;
        if (theta0 == 90) {
            return new NativeToCelestial(crLon, crLat, phip);
        }
        double poleLat = poleLatitude(crLat, phip, Double.isNaN(latPole) ? 90 : latPole);
        return new NativeToCelestial(poleLongitude(crLon, crLat, phip, poleLat), poleLat, phip);
    }

    /** Eq. 8 for θ0 = 0: of the two solutions the valid one that is nearest to LATPOLE. */
    private static double poleLatitude(double crLat, double phip, double wanted) {
        double c = Math.cos(Math.toRadians(phip));
        double sinLat = Math.sin(Math.toRadians(crLat));
        double scale = Math.abs(c);
        if (scale < 1e-12) {
            return wanted;
        }
        double ratio = sinLat / scale;
        if (Math.abs(ratio) > 1 + 1e-9) {
            throw new IllegalArgumentException("LONPOLE and the reference latitude leave no celestial pole");
        }
        double base = Math.toDegrees(Math.atan2(0, c));
        double arc = Math.toDegrees(Math.acos(Math.max(-1, Math.min(1, ratio))));
        double first = fold(base + arc);
        double second = fold(base - arc);
        boolean firstValid = Math.abs(first) <= 90 + 1e-9;
        boolean secondValid = Math.abs(second) <= 90 + 1e-9;
        if (firstValid && secondValid) {
            return Math.abs(first - wanted) <= Math.abs(second - wanted) ? first : second;
        }
        return firstValid ? first : second;
    }

    private static double poleLongitude(double crLon, double crLat, double phip, double poleLat) {
        double d0 = Math.toRadians(crLat);
        double dp = Math.toRadians(poleLat);
        if (Math.abs(Math.cos(d0)) < 1e-12) {
            return crLon;
        }
        if (Math.abs(poleLat - 90) < 1e-9) {
            return crLon + phip - 180;
        }
        if (Math.abs(poleLat + 90) < 1e-9) {
            return crLon - phip;
        }
        double y = Math.sin(Math.toRadians(phip)) / Math.cos(d0);
        double x = -Math.sin(dp) * Math.sin(d0) / (Math.cos(dp) * Math.cos(d0));
        return crLon - Math.toDegrees(Math.atan2(y, x));
    }

    private static double fold(double degrees) {
        double d = degrees % 360;
        return d > 180 ? d - 360 : d < -180 ? d + 360 : d;
    }

    /** Eq. 2. */
    SkyPoint celestial(Projection.Native n) {
        double dphi = Math.toRadians(n.phi() - lonPole);
        double theta = Math.toRadians(n.theta());
        double st = Math.sin(theta);
        double ct = Math.cos(theta);
        double y = -ct * Math.sin(dphi);
        double x = st * cosPole - ct * sinPole * Math.cos(dphi);
        double lat = Math.asin(Math.max(-1, Math.min(1, st * sinPole + ct * cosPole * Math.cos(dphi))));
        return new SkyPoint(poleLon + Math.toDegrees(Math.atan2(y, x)), Math.toDegrees(lat));
    }
}
