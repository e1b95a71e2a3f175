package org.periapsis.datalabs.viewer.image;

import java.util.LinkedHashMap;
import java.util.Map;

/** Extremes, mean and standard deviation of the finite values, gathered piece by piece. Filled by one thread. */
final class Moments {
    private double low = Double.POSITIVE_INFINITY;
    private double high = Double.NEGATIVE_INFINITY;
    private double mean;
    private double squares;
    private long finite;
    private long blank;

    void add(float[] values, int count) {
        double sum = 0;
        long n = 0;
        double least = low;
        double most = high;
        for (int i = 0; i < count; i++) {
            float value = values[i];
            if (Float.isFinite(value)) {
                sum += value;
                n++;
                least = Math.min(least, value);
                most = Math.max(most, value);
            }
        }
        blank += count - n;
        if (n == 0) {
            return;
        }
        low = least;
        high = most;
        double here = sum / n;
        double off = 0;
        for (int i = 0; i < count; i++) {
            if (Float.isFinite(values[i])) {
                off += (values[i] - here) * (values[i] - here);
            }
        }
        // Chan, Golub & LeVeque 1979: moments of two sets joined.
        double apart = here - mean;
        long all = finite + n;
        squares += off + apart * apart * finite * n / all;
        mean += apart * n / all;
        finite = all;
    }

    double low() {
        return low;
    }

    double high() {
        return high;
    }

    /** As the page shows them. */
    Map<String, Object> described() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("minimum", low);
        values.put("maximum", high);
        values.put("mean", finite == 0 ? Double.NaN : mean);
        values.put("standard_deviation", finite == 0 ? Double.NaN : Math.sqrt(squares / finite));
        values.put("finite", finite);
        values.put("blank", blank);
        return values;
    }
}
