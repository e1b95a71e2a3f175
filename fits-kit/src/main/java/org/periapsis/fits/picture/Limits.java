package org.periapsis.fits.picture;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The values that appear black and white.
 *
 * @param low black
 * @param high white
 */
public record Limits(double low, double high) {

    private static final Pattern PERCENT = Pattern.compile("p(\\d{1,3}(?:\\.\\d{1,4})?)");
    private static final int SAMPLES = 2000;
    private static final double CONTRAST = 0.25;
    private static final double REJECTION = 2.5;
    private static final int ITERATIONS = 5;

    /**
     * By name: {@code minmax}, {@code zscale}, or {@code p} and the percentage of the values that lie between, such as
     * {@code p99.5}.
     *
     * @param sample values of the picture in any order; those that are not finite do not count
     * @throws IllegalArgumentException for any other name
     */
    public static Limits named(String name, float[] sample) {
        float[] sorted = sorted(sample);
        if (sorted.length == 0) {
            return new Limits(0, 1);
        }
        if (name.equals("minmax")) {
            return new Limits(sorted[0], sorted[sorted.length - 1]);
        }
        if (name.equals("zscale")) {
            return zscale(thinned(sorted));
        }
        Matcher percent = PERCENT.matcher(name);
        double share = percent.matches() ? Double.parseDouble(percent.group(1)) / 100 : 0;
        if (share <= 0 || share > 1) {
            throw new IllegalArgumentException("limits are zscale, minmax or p and a percentage, not " + name);
        }
        return new Limits(at(sorted, (1 - share) / 2), at(sorted, (1 + share) / 2));
    }

    /**
     * The algorithm of IRAF's display task: a line through the sorted sample, without outliers; its slope divided by the
     * contrast gives the range around the median.
     */
    private static Limits zscale(float[] sorted) {
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
            return new Limits(sorted[0], sorted[n - 1]);
        }
        double slope = line[1] / CONTRAST;
        int middle = (n - 1) / 2;
        double low = Math.max(sorted[0], median - middle * slope);
        double high = Math.min(sorted[n - 1], median + (n - 1 - middle) * slope);
        return high > low ? new Limits(low, high) : new Limits(sorted[0], sorted[n - 1]);
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

    private static double at(float[] sorted, double share) {
        return sorted[(int) Math.round(share * (sorted.length - 1))];
    }

    private static float[] sorted(float[] values) {
        float[] taken = new float[values.length];
        int n = 0;
        for (float value : values) {
            if (Float.isFinite(value)) {
                taken[n++] = value;
            }
        }
        float[] sorted = Arrays.copyOf(taken, n);
        Arrays.sort(sorted);
        return sorted;
    }

    /** Every so many of a sorted sample: its distribution, with fewer points. */
    private static float[] thinned(float[] sorted) {
        if (sorted.length <= SAMPLES) {
            return sorted;
        }
        float[] thin = new float[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            thin[i] = sorted[(int) ((long) i * (sorted.length - 1) / (SAMPLES - 1))];
        }
        return thin;
    }

    /** Where a value lies: 0 at black or below, 1 at white or above, a half when the two are one. */
    public double share(double value) {
        return high > low ? Math.max(0, Math.min(1, (value - low) / (high - low))) : 0.5;
    }
}
