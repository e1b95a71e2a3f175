package org.periapsis.datalabs.viewer.table;

import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The points of a plot, so few that a browser draws them at once. When there are more than it takes, the lowest and the
 * highest of each of many equal steps of x stay, so that no outlier is lost and each point is one of the data.
 */
public final class Thinning {
    private static final int MOST_POINTS = 4000;
    private static final int STEPS = 1500;

    /** Something with points to pass by, the same ones in the same order each time. */
    @FunctionalInterface
    public interface Points {
        void each(Table.Numbers to) throws IOException;
    }

    private final double from;
    private final double to;
    private double low = Double.POSITIVE_INFINITY;
    private double high = Double.NEGATIVE_INFINITY;
    private long total;
    private int kept;
    private double[][] points = new double[MOST_POINTS][];

    private Thinning(double from, double to) {
        this.from = from;
        this.to = to;
    }

    /**
     * The points with x, y and perhaps an error.
     *
     * @param from least x, or minus infinity
     * @param to greatest x, or infinity
     */
    public static Map<String, Object> of(Points source, double from, double to) throws IOException {
        Thinning thinning = new Thinning(from, to);
        source.each(thinning::measure);
        boolean thinned = thinning.total > MOST_POINTS;
        if (thinned) {
            thinning.points = new double[2 * STEPS][];
            source.each(thinning::sort);
        }
        return thinning.described(thinned);
    }

    private boolean wanted(double[] values) {
        return Double.isFinite(values[0]) && Double.isFinite(values[1]) && values[0] >= from && values[0] <= to;
    }

    private void measure(long row, double[] values) {
        if (!wanted(values)) {
            return;
        }
        low = Math.min(low, values[0]);
        high = Math.max(high, values[0]);
        if (total++ < MOST_POINTS) {
            points[kept++] = point(row, values);
        }
    }

    private void sort(long row, double[] values) {
        if (!wanted(values)) {
            return;
        }
        int step = high > low ? (int) Math.min(STEPS - 1, (values[0] - low) / (high - low) * STEPS) : 0;
        double[] least = points[2 * step];
        double[] most = points[2 * step + 1];
        if (least == null || values[1] < least[2]) {
            points[2 * step] = point(row, values);
        }
        if (most == null || values[1] > most[2]) {
            points[2 * step + 1] = point(row, values);
        }
    }

    private static double[] point(long row, double[] values) {
        return new double[] {row, values[0], values[1], values.length > 2 ? values[2] : Double.NaN};
    }

    private Map<String, Object> described(boolean thinned) {
        // The lowest of a step may be its highest, too.
        double[][] all = IntStream.range(0, points.length)
                .filter(i -> points[i] != null)
                .filter(i -> !thinned || i % 2 == 0 || points[i][0] != points[i - 1][0])
                .mapToObj(i -> points[i])
                .sorted(Comparator.comparingDouble(p -> p[0]))
                .toArray(double[][]::new);
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("total", total);
        values.put("thinned", thinned);
        values.put("row", column(all, 0));
        values.put("x", column(all, 1));
        values.put("y", column(all, 2));
        values.put("error", column(all, 3));
        return values;
    }

    private static double[] column(double[][] points, int index) {
        return Arrays.stream(points).mapToDouble(p -> p[index]).toArray();
    }
}
