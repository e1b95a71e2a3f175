package org.periapsis.datalabs.viewer.image;

import java.util.Arrays;

/**
 * Values as 16-bit codes for the browser: {@code 32768 + 256 asinh((value - centre) / spread)}, 0 for blank. Near the centre
 * a code is a 256th of the spread, far from it a 256th of the distance: no stretch shows the steps, and no star is clipped.
 *
 * @param centre the median of the plane
 * @param spread its width, robust against stars
 */
public record Companding(double centre, double spread) {
    /** Codes to a unit of the inverse hyperbolic sine. */
    public static final int STEPS = 256;

    private static final int MIDDLE = 1 << 15;
    private static final int LAST = (1 << 16) - 1;
    /** Of the normal distribution, to its standard deviation. */
    private static final double MAD_TO_SIGMA = 1.4826;

    /** What suits a plane, by a sample of its values. */
    public static Companding of(float[] sample) {
        float[] sorted = finite(sample);
        if (sorted.length == 0) {
            return new Companding(0, 1);
        }
        double median = sorted[sorted.length / 2];
        double[] off = new double[sorted.length];
        double sum = 0;
        for (int i = 0; i < off.length; i++) {
            off[i] = Math.abs(sorted[i] - median);
            sum += off[i];
        }
        Arrays.sort(off);
        double spread = MAD_TO_SIGMA * off[off.length / 2];
        // More than half of the pixels are one value, as in a mask or in counts.
        spread = spread > 0 ? spread : sum / off.length;
        double least = Math.max(Math.abs(median) * 1e-6, Float.MIN_NORMAL);
        return new Companding(median, Math.max(spread, least));
    }

    private static float[] finite(float[] sample) {
        float[] values = new float[sample.length];
        int n = 0;
        for (float value : sample) {
            if (Float.isFinite(value)) {
                values[n++] = value;
            }
        }
        float[] sorted = Arrays.copyOf(values, n);
        Arrays.sort(sorted);
        return sorted;
    }

    /** The code of a value, from 0 to 65535. */
    int code(float value) {
        if (!Float.isFinite(value)) {
            return 0;
        }
        double x = (value - centre) / spread;
        double asinh = Math.log(Math.abs(x) + Math.sqrt(x * x + 1));
        long code = Math.round(STEPS * (x < 0 ? -asinh : asinh)) + MIDDLE;
        return (int) Math.max(1, Math.min(LAST, code));
    }

    /** The value in the middle of what a code stands for. */
    double value(int code) {
        return code == 0 ? Double.NaN : centre + spread * Math.sinh((code - MIDDLE) / (double) STEPS);
    }
}
