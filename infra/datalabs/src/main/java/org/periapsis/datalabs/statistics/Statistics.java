package org.periapsis.datalabs.statistics;

import java.util.Arrays;

/**
 * Statistics of the finite ones among some numbers.
 *
 * @param count all numbers
 * @param finite those that are neither NaN nor infinite
 * @param min NaN when none is finite, as for those that follow
 * @param max largest
 * @param mean arithmetic mean
 * @param median middle value, or the mean of the two in the middle
 * @param stddev standard deviation of the population (divided by n)
 */
public record Statistics(long count, long finite, double min, double max, double mean, double median, double stddev) {

    /** Computes them; the array is left as it is. */
    public static Statistics of(double[] numbers) {
        double[] finite = Arrays.stream(numbers).filter(Double::isFinite).toArray();
        int n = finite.length;
        if (n == 0) {
            return new Statistics(numbers.length, 0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        }
        Arrays.sort(finite);
        double median = n % 2 == 1 ? finite[n / 2] : finite[n / 2 - 1] / 2 + finite[n / 2] / 2;
        double mean = sum(finite) / n;
        double[] squares = new double[n];
        for (int i = 0; i < n; i++) {
            squares[i] = (finite[i] - mean) * (finite[i] - mean);
        }
        return new Statistics(numbers.length, n, finite[0], finite[n - 1], mean, median, Math.sqrt(sum(squares) / n));
    }

    /** Compensated sum (Neumaier 1974), so that millions of small numbers keep their digits. */
    private static double sum(double[] numbers) {
        double sum = 0;
        double lost = 0;
        for (double number : numbers) {
            double next = sum + number;
            lost += Math.abs(sum) >= Math.abs(number) ? (sum - next) + number : (number - next) + sum;
            sum = next;
        }
        return sum + lost;
    }
}
