package org.periapsis.datalabs.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.periapsis.datalabs.fits.Values;

class StatisticsTest {

    @Test
    void describesTheFiniteOnes() {
        Statistics statistics = Statistics.of(new double[] {4, Double.NaN, 1, 2, Double.POSITIVE_INFINITY, 9});

        // By hand: mean 4, squares 0 + 9 + 4 + 25 = 38, 38 / 4 = 9.5.
        assertThat(statistics.count()).isEqualTo(6);
        assertThat(statistics.finite()).isEqualTo(4);
        assertThat(statistics.min()).isEqualTo(1);
        assertThat(statistics.max()).isEqualTo(9);
        assertThat(statistics.mean()).isEqualTo(4);
        assertThat(statistics.median()).isEqualTo(3);
        assertThat(statistics.stddev()).isCloseTo(Math.sqrt(9.5), within(1e-15));
    }

    @Test
    void saysNothingOfNothing() {
        assertThat(Statistics.of(new double[] {Double.NaN}).mean()).isNaN();
        assertThat(Statistics.of(new double[0]).count()).isZero();
    }

    @Test
    void keepsTheDigitsOfManySmallNumbersBesideALargeOne() {
        double[] numbers = new double[1_000_001];
        java.util.Arrays.fill(numbers, 1e-3);
        numbers[0] = 1e15;

        assertThat(Statistics.of(numbers).mean() * numbers.length - 1e15).isCloseTo(1000, within(0.5));
    }

    @Test
    void turnsStoredValuesIntoPhysicalOnes() {
        Values scaled = new Values(2, 100, -1L);

        assertThat(scaled.of(new short[][] {{1, -1}, {0, 3}})).containsExactly(102, Double.NaN, 100, 106);
        assertThat(Values.AS_STORED.of(new byte[] {(byte) 200})).containsExactly(200);
        assertThat(Values.AS_STORED.of(new float[][][] {{{1.5f}}, {{2.5f}}})).containsExactly(1.5, 2.5);
        assertThat(Values.AS_STORED.of(new String[] {"a"})).isEmpty();
        assertThat(Values.AS_STORED.of(new boolean[] {true})).isEmpty();
    }
}
