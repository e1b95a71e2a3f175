package org.periapsis.fits.sky;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** A grid of an image's directions: tells a map of the whole sky, and bounds one whose border leaves the projection. */
final class SkySamples {
    private static final int COLUMNS = 128;
    private static final int ROWS = 96;
    private static final int LON_CELLS = 24;
    private static final int LAT_CELLS = 12;
    private static final double ALL_SKY_SHARE = 0.97;

    private final List<SkyPoint> points;

    private SkySamples(List<SkyPoint> points) {
        this.points = points;
    }

    static SkySamples of(SkyImage image) {
        List<SkyPoint> points = new ArrayList<>();
        for (int i = 0; i < COLUMNS; i++) {
            for (int j = 0; j < ROWS; j++) {
                image.at((i + 0.5) / COLUMNS, (j + 0.5) / ROWS).ifPresent(points::add);
            }
        }
        return new SkySamples(points);
    }

    /** Whether nearly every cell of an equal-area grid of the sphere is hit. */
    boolean coverWholeSky() {
        BitSet hit = new BitSet(LON_CELLS * LAT_CELLS);
        for (SkyPoint p : points) {
            int lon = Math.min(LON_CELLS - 1, (int) (p.lon() / 360 * LON_CELLS));
            int lat = Math.min(LAT_CELLS - 1, (int) ((Math.sin(Math.toRadians(p.lat())) + 1) / 2 * LAT_CELLS));
            hit.set(lat * LON_CELLS + lon);
        }
        return hit.cardinality() >= ALL_SKY_SHARE * LON_CELLS * LAT_CELLS;
    }

    Optional<List<SkyPoint>> circle(int vertices) {
        return circleAround(points, vertices);
    }

    /** A regular polygon around the points' mean direction that holds them all. */
    static Optional<List<SkyPoint>> circleAround(List<SkyPoint> points, int vertices) {
        double[] sum = new double[3];
        for (SkyPoint p : points) {
            double[] v = p.vector();
            for (int k = 0; k < 3; k++) {
                sum[k] += v[k];
            }
        }
        if (points.isEmpty() || Math.sqrt(Vectors.dot(sum, sum)) < 1e-6 * points.size()) {
            return Optional.empty();
        }
        SkyPoint middle = SkyPoint.ofVector(sum);
        double radius = points.stream().mapToDouble(middle::distance).max().orElse(0);
        double outer = Math.min(179.9, radius / Math.cos(Math.PI / vertices) + 1e-6);
        NativeToCelestial around = NativeToCelestial.of(middle.lon(), middle.lat(), 90, 180, Double.NaN);
        List<SkyPoint> circle = new ArrayList<>();
        for (int i = 0; i < vertices; i++) {
            // Native longitude runs clockwise as seen from the Earth.
            circle.add(around.celestial(new Projection.Native(-360.0 * i / vertices, 90 - outer)));
        }
        return Optional.of(circle);
    }
}
