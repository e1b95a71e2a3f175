package org.periapsis.ingest.adapter.fits.preview;

import java.io.IOException;
import java.util.Arrays;
import org.periapsis.fits.picture.Png;

/**
 * Points in a frame, without words: what it is stands beside it. Its colours are seen on a light page and on a dark one. A few
 * points that come in order are joined.
 */
final class Plot {
    private static final int INK = 0xFF3F7FD0;
    private static final int FRAME = 0xFF8A8A8A;
    /** Of the values on either side that may lie outside: a few wild ones do not flatten the rest. */
    private static final double OUTSIDE = 0.002;

    private final int width;
    private final int height;
    private final boolean leftward;
    private double[] xs = new double[1024];
    private double[] ys = new double[1024];
    private int points;
    private boolean ordered = true;

    /** @param leftward whether x grows to the left */
    Plot(int side, boolean leftward) {
        this.width = side;
        this.height = side * 5 / 8;
        this.leftward = leftward;
    }

    int points() {
        return points;
    }

    /** Takes a point; one without a number is no point. */
    void add(double x, double y) {
        if (!Double.isFinite(x) || !Double.isFinite(y)) {
            return;
        }
        if (points == xs.length) {
            xs = Arrays.copyOf(xs, points * 2);
            ys = Arrays.copyOf(ys, points * 2);
        }
        ordered = ordered && (points == 0 || x >= xs[points - 1]);
        xs[points] = x;
        ys[points++] = y;
    }

    /** @throws NoPreview when there are fewer than two points */
    byte[] png() throws IOException {
        if (points < 2) {
            throw new NoPreview("It has fewer than two points to plot");
        }
        Range across = Range.of(xs, points, 0);
        Range up = Range.of(ys, points, OUTSIDE);
        int[] argb = new int[width * height];
        boolean joined = ordered && !leftward && points <= 4L * width;
        int before = -1;
        for (int i = 0; i < points; i++) {
            double share = across.share(xs[i]);
            int column = 1 + (int) Math.round((leftward ? 1 - share : share) * (width - 3));
            double level = up.share(ys[i]);
            if (level < 0 || level > 1) {
                before = -1;
                continue;
            }
            int row = height - 2 - (int) Math.round(level * (height - 3));
            dot(argb, column, row);
            if (joined && before >= 0) {
                line(argb, before % width, before / width, column, row);
            }
            before = row * width + column;
        }
        frame(argb);
        return Png.encode(width, height, argb);
    }

    private void dot(int[] argb, int column, int row) {
        // On a large picture a single pixel is hardly seen.
        int size = width >= 512 && points < 20_000 ? 2 : 1;
        for (int y = row; y < Math.min(height, row + size); y++) {
            for (int x = column; x < Math.min(width, column + size); x++) {
                argb[y * width + x] = INK;
            }
        }
    }

    private void line(int[] argb, int x0, int y0, int x1, int y1) {
        int steps = Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0));
        for (int i = 1; i < steps; i++) {
            int x = x0 + Math.round((float) (x1 - x0) * i / steps);
            int y = y0 + Math.round((float) (y1 - y0) * i / steps);
            argb[y * width + x] = INK;
        }
    }

    private void frame(int[] argb) {
        for (int x = 0; x < width; x++) {
            argb[x] = FRAME;
            argb[(height - 1) * width + x] = FRAME;
        }
        for (int y = 0; y < height; y++) {
            argb[y * width] = FRAME;
            argb[y * width + width - 1] = FRAME;
        }
    }

    /** From the lowest value that is drawn to the highest. */
    private record Range(double low, double high) {
        static Range of(double[] values, int count, double outside) {
            double[] sorted = Arrays.copyOf(values, count);
            Arrays.sort(sorted);
            int left = (int) (outside * (count - 1));
            double low = sorted[left];
            double high = sorted[count - 1 - left];
            double room = outside > 0 ? (high - low) * 0.05 : 0;
            return high > low ? new Range(low - room, high + room) : new Range(low - 1, high + 1);
        }

        double share(double value) {
            return (value - low) / (high - low);
        }
    }
}
