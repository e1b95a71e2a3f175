package org.periapsis.fits.sky;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Traces the outlines of images on the sky and joins them into one footprint. */
public final class FootprintTracer {
    /** Past this a mosaic is described by one circle: a reader's index has to bear the union. */
    private static final int MOST_POLYGONS = 128;

    private static final double LONGEST_EDGE_DEG = 2.0;
    private static final int MOST_POINTS_PER_SIDE = 32;
    private static final int CIRCLE_POINTS = 48;

    private FootprintTracer() {}

    /** The union of the images' outlines; empty if no image has any sky. */
    public static Optional<Footprint> trace(List<SkyImage> images) {
        List<List<SkyPoint>> polygons = new ArrayList<>();
        for (SkyImage image : images) {
            SkySamples samples = SkySamples.of(image);
            if (samples.coverWholeSky()) {
                return Optional.of(Footprint.wholeSky());
            }
            outline(image)
                    .or(() -> samples.circle(CIRCLE_POINTS))
                    .map(FootprintTracer::seenFromInside)
                    .filter(p -> polygons.stream().noneMatch(q -> same(p, q)))
                    .ifPresent(polygons::add);
        }
        if (polygons.isEmpty()) {
            return Optional.empty();
        }
        if (polygons.size() > MOST_POLYGONS) {
            List<SkyPoint> all = polygons.stream().flatMap(List::stream).toList();
            return SkySamples.circleAround(all, CIRCLE_POINTS).map(c -> new Footprint(false, List.of(c)));
        }
        return Optional.of(new Footprint(false, polygons));
    }

    /** The border, edge by edge; empty if it leaves the projection somewhere. */
    private static Optional<List<SkyPoint>> outline(SkyImage image) {
        double[][] corners = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
        List<SkyPoint> points = new ArrayList<>();
        for (int side = 0; side < 4; side++) {
            double[] from = corners[side];
            double[] to = corners[(side + 1) % 4];
            int n = pointsOn(image, from, to);
            for (int i = 0; i < n; i++) {
                double f = (double) i / n;
                Optional<SkyPoint> p = image.at(from[0] + f * (to[0] - from[0]), from[1] + f * (to[1] - from[1]));
                if (p.isEmpty()) {
                    return Optional.empty();
                }
                points.add(p.get());
            }
        }
        return Optional.of(points);
    }

    /** A side longer than a couple of degrees is no great circle in most projections, so it gets more points. */
    private static int pointsOn(SkyImage image, double[] from, double[] to) {
        double length = 0;
        Optional<SkyPoint> last = image.at(from[0], from[1]);
        for (int i = 1; i <= 4; i++) {
            double f = i / 4.0;
            Optional<SkyPoint> next = image.at(from[0] + f * (to[0] - from[0]), from[1] + f * (to[1] - from[1]));
            if (last.isPresent() && next.isPresent()) {
                length += last.get().distance(next.get());
            }
            last = next;
        }
        return (int) Math.max(1, Math.min(MOST_POINTS_PER_SIDE, Math.ceil(length / LONGEST_EDGE_DEG)));
    }

    private static List<SkyPoint> seenFromInside(List<SkyPoint> points) {
        double[] area = new double[3];
        double[] middle = new double[3];
        for (int i = 0; i < points.size(); i++) {
            double[] a = points.get(i).vector();
            double[] c = Vectors.cross(a, points.get((i + 1) % points.size()).vector());
            for (int k = 0; k < 3; k++) {
                area[k] += c[k];
                middle[k] += a[k];
            }
        }
        if (Vectors.dot(area, middle) > 0) {
            List<SkyPoint> turned = new ArrayList<>(points);
            Collections.reverse(turned);
            return turned;
        }
        return points;
    }

    /** Error and quality planes repeat the outline of their science image. */
    private static boolean same(List<SkyPoint> p, List<SkyPoint> q) {
        if (p.size() != q.size()) {
            return false;
        }
        double tolerance = 0.01 * p.get(0).distance(p.get(1)) + 1e-9;
        for (int i = 0; i < p.size(); i++) {
            if (p.get(i).distance(q.get(i)) > tolerance) {
                return false;
            }
        }
        return true;
    }
}
