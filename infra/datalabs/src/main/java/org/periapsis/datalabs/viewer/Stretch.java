package org.periapsis.datalabs.viewer;

import java.util.Arrays;

/**
 * The values that appear black and white.
 *
 * @param low black
 * @param high white
 */
record Stretch(double low, double high) {

    private static final int SAMPLES = 2000;
    private static final double CONTRAST = 0.25;
    private static final double REJECTION = 2.5;
    private static final int ITERATIONS = 5;

    /** By name: {@code minmax}, {@code p99}, or {@code zscale} for all others. */
    static Stretch named(String name, float[] pixels) {
        float[] sorted = sample(pixels);
        if (sorted.length == 0) {
            return new Stretch(0, 1);
        }
        return switch (name) {
            case "minmax" -> extremes(pixels);
            case "p99" -> new Stretch(at(sorted, 0.005), at(sorted, 0.995));
            default -> zscale(sorted);
        };
    }

    /**
     * The algorithm of IRAF's display task: a line through the sorted sample, without outliers; its slope divided by the
     * contrast gives the range around the median.
     */
    private static Stretch zscale(float[] sorted) {
        int n = sorted.length;
        double median = at(sorted, 0.5);
        boolean[] rejected = new boolean[n];
        double[] line = {median, 0};
        int kept = n;
        for (int i = 0; i < ITERATIONS; i++) {
            line = fit(sorted, rejected);
            int before = kept;
            kept = reject(sorted, rejected, line);
            if (kept == before || kept < Math.max(5, n / 2)) {
                break;
            }
        }
        if (kept < Math.max(5, n / 2)) {
            return new Stretch(sorted[0], sorted[n - 1]);
        }
        double slope = line[1] / CONTRAST;
        int middle = (n - 1) / 2;
        double low = Math.max(sorted[0], median - middle * slope);
        double high = Math.min(sorted[n - 1], median + (n - 1 - middle) * slope);
        return high > low ? new Stretch(low, high) : new Stretch(sorted[0], sorted[n - 1]);
    }

    private static double[] fit(float[] values, boolean[] rejected) {
        double n = 0;
        double sx = 0;
        double sy = 0;
        double sxx = 0;
        double sxy = 0;
        for (int i = 0; i < values.length; i++) {
            if (!rejected[i]) {
                n++;
                sx += i;
                sy += values[i];
                sxx += (double) i * i;
                sxy += (double) i * values[i];
            }
        }
        double det = n * sxx - sx * sx;
        double slope = det == 0 ? 0 : (n * sxy - sx * sy) / det;
        return new double[] {n == 0 ? 0 : (sy - slope * sx) / n, slope};
    }

    private static int reject(float[] values, boolean[] rejected, double[] line) {
        double squares = 0;
        int n = 0;
        for (int i = 0; i < values.length; i++) {
            if (!rejected[i]) {
                double off = values[i] - line[0] - line[1] * i;
                squares += off * off;
                n++;
            }
        }
        double limit = REJECTION * Math.sqrt(squares / Math.max(1, n));
        int kept = 0;
        for (int i = 0; i < values.length; i++) {
            rejected[i] = rejected[i] || Math.abs(values[i] - line[0] - line[1] * i) > limit;
            kept += rejected[i] ? 0 : 1;
        }
        return kept;
    }

    private static Stretch extremes(float[] pixels) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (float pixel : pixels) {
            if (Float.isFinite(pixel)) {
                low = Math.min(low, pixel);
                high = Math.max(high, pixel);
            }
        }
        return new Stretch(low, high);
    }

    private static double at(float[] sorted, double share) {
        return sorted[(int) Math.round(share * (sorted.length - 1))];
    }

    private static float[] sample(float[] pixels) {
        int step = Math.max(1, pixels.length / SAMPLES);
        float[] taken = new float[pixels.length / step + 1];
        int n = 0;
        for (int i = 0; i < pixels.length; i += step) {
            if (Float.isFinite(pixels[i])) {
                taken[n++] = pixels[i];
            }
        }
        float[] sorted = Arrays.copyOf(taken, n);
        Arrays.sort(sorted);
        return sorted;
    }

    /** From 0 for black to 255 for white. */
    int shade(float pixel) {
        double share = high > low ? (pixel - low) / (high - low) : 0.5;
        return (int) Math.round(255 * Math.max(0, Math.min(1, share)));
    }
}
