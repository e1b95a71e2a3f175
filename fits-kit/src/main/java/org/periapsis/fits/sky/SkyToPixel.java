package org.periapsis.fits.sky;

import java.util.Optional;

/**
 * Where a direction lies in an image: the inverse of any {@link PixelToSky}, by Newton's method from the nearest of a grid
 * of known directions. Immutable.
 */
public final class SkyToPixel {
    private static final int GRID = 9;
    private static final int STEPS = 30;
    private static final double CLOSE_PIXELS = 1e-6;
    /** Beyond this many image sizes outside a direction is not looked for. */
    private static final double REACH = 8;

    private record Known(double x, double y, SkyPoint sky) {}

    private final SkyImage image;
    private final Known[] known = new Known[GRID * GRID];
    private final double radius;

    public SkyToPixel(SkyImage image) {
        this.image = image;
        for (int i = 0; i < GRID * GRID; i++) {
            int column = i % GRID;
            int row = i / GRID;
            double x = 0.5 + image.width() * (column + 0.5) / GRID;
            double y = 0.5 + image.height() * (row + 0.5) / GRID;
            known[i] = image.wcs().icrs(x, y).map(sky -> new Known(x, y, sky)).orElse(null);
        }
        this.radius = radius();
    }

    /** Whether a direction is about where the image is: quick, and never wrong about one that is in it. */
    public boolean near(SkyPoint sky) {
        Known middle = known[GRID * GRID / 2];
        return middle == null || middle.sky.distance(sky) <= radius;
    }

    /**
     * The pixel, in FITS coordinates, also outside the image.
     *
     * @return empty when no pixel looks there, or one that is far outside
     */
    public Optional<double[]> pixel(SkyPoint sky) {
        Known start = null;
        for (Known each : known) {
            if (each != null && (start == null || each.sky.distance(sky) < start.sky.distance(sky))) {
                start = each;
            }
        }
        return start == null || start.sky.distance(sky) > 90 ? Optional.empty() : newton(start, sky);
    }

    /** Twice the distance of the farthest grid point, which lies within a ninth of the border; all where one is off the sky. */
    private double radius() {
        double radius = 0;
        for (Known each : known) {
            if (each == null) {
                return 180;
            }
            radius = Math.max(radius, each.sky.distance(known[GRID * GRID / 2].sky));
        }
        return 2 * radius;
    }

    private Optional<double[]> newton(Known start, SkyPoint wanted) {
        double x = start.x;
        double y = start.y;
        for (int i = 0; i < STEPS; i++) {
            double[] here = offset(x, y, wanted);
            double[] right = offset(x + 0.5, y, wanted);
            double[] left = offset(x - 0.5, y, wanted);
            double[] above = offset(x, y + 0.5, wanted);
            double[] below = offset(x, y - 0.5, wanted);
            if (here == null || right == null || left == null || above == null || below == null) {
                return Optional.empty();
            }
            double a = right[0] - left[0];
            double b = above[0] - below[0];
            double c = right[1] - left[1];
            double d = above[1] - below[1];
            double det = a * d - b * c;
            if (!(Math.abs(det) > 0)) {
                return Optional.empty();
            }
            double dx = (d * here[0] - b * here[1]) / det;
            double dy = (a * here[1] - c * here[0]) / det;
            x -= dx;
            y -= dy;
            if (Math.hypot(dx, dy) < CLOSE_PIXELS) {
                return Optional.of(new double[] {x, y});
            }
            if (Math.abs(x) > REACH * image.width() || Math.abs(y) > REACH * image.height()) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** From the wanted direction to a pixel's in the plane that touches the sphere at the wanted one; null off the sky. */
    private double[] offset(double x, double y, SkyPoint wanted) {
        SkyPoint at = image.wcs().icrs(x, y).orElse(null);
        if (at == null) {
            return null;
        }
        double[] v = at.vector();
        double l = Math.toRadians(wanted.lon());
        double b = Math.toRadians(wanted.lat());
        double[] east = {-Math.sin(l), Math.cos(l), 0};
        double[] north = {-Math.sin(b) * Math.cos(l), -Math.sin(b) * Math.sin(l), Math.cos(b)};
        double angle = Math.toRadians(at.distance(wanted));
        double e = Vectors.dot(v, east);
        double n = Vectors.dot(v, north);
        double r = Math.hypot(e, n);
        // Azimuthal equidistant: linear enough far from the wanted direction for the first steps.
        double scale = r == 0 ? 1 : angle / r;
        return new double[] {e * scale, n * scale};
    }
}
