package org.periapsis.fits.sky;

import java.util.Arrays;
import java.util.Optional;

/** From intermediate world coordinates (degrees in the projection plane) to the sphere, in the header's frame. */
@FunctionalInterface
public interface PlaneToSphere {
    /** Empty where the projection has no sky. */
    Optional<SkyPoint> at(double x, double y);

    /**
     * The reference direction and the pole, in degrees.
     *
     * @param lonPole LONPOLE, NaN for the default
     * @param latPole LATPOLE, NaN for the default
     */
    record Reference(double lon, double lat, double lonPole, double latPole) {}

    /**
     * The transformation for a FITS projection code.
     *
     * @param code three letters, or empty for plain angles without a projection
     * @param pv PV parameters of the latitude axis, index 0 to 20
     * @return empty for a projection that is not implemented
     * @throws IllegalArgumentException if the reference is impossible
     */
    static Optional<PlaneToSphere> of(String code, Reference ref, double[] pv) {
        return switch (code) {
            case "" -> Optional.of((x, y) -> direction(ref.lon() + x, ref.lat() + y));
            case "GLS" -> Optional.of((x, y) -> globalSinusoid(ref, x, y));
            case "NCP" -> {
                double[] slant = new double[21];
                // Paper II, 5.1.5: the north-celestial-pole projection of synthesis arrays on an east-west line.
                slant[2] = 1 / Math.tan(Math.toRadians(ref.lat()));
                yield Optional.of(projected(Projection.SIN, ref, slant));
            }
            // TPV, ZPX and TNX bend TAN and ZPN by less than a footprint shows.
            case "TPV", "TNX" -> Optional.of(projected(Projection.TAN, ref, new double[21]));
            default ->
                Arrays.stream(Projection.values())
                        .filter(p -> p.name().equals(code))
                        .findFirst()
                        .map(p -> projected(p, ref, pv));
        };
    }

    private static PlaneToSphere projected(Projection projection, Reference ref, double[] pv) {
        NativeToCelestial rotation =
                NativeToCelestial.of(ref.lon(), ref.lat(), projection.theta0(), ref.lonPole(), ref.latPole());
        double[] parameters = pv.clone();
        return (x, y) -> projection.deproject(x, y, parameters).map(rotation::celestial);
    }

    /** AIPS' GLS: a sinusoid whose origin is moved along the meridian, not rotated (paper II, 6.1.4). */
    private static Optional<SkyPoint> globalSinusoid(Reference ref, double x, double y) {
        double lat = ref.lat() + y;
        double dlon = x / Math.cos(Math.toRadians(lat));
        return Math.abs(dlon) <= 180 ? direction(ref.lon() + dlon, lat) : Optional.empty();
    }

    private static Optional<SkyPoint> direction(double lon, double lat) {
        return Math.abs(lat) <= 90 && Double.isFinite(lon) ? Optional.of(new SkyPoint(lon, lat)) : Optional.empty();
    }
}
