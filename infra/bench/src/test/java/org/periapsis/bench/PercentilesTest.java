package org.periapsis.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PercentilesTest {
    @Test
    void takesTheNearestRank() {
        Percentiles hundred = new Percentiles(
                IntStream.rangeClosed(1, 100).mapToDouble(i -> 101 - i).toArray());

        assertThat(hundred.at(0.5)).isEqualTo(50);
        assertThat(hundred.at(0.99)).isEqualTo(99);
        assertThat(hundred.at(1)).isEqualTo(100);
        assertThat(hundred.at(0)).isEqualTo(1);
        assertThat(hundred.max()).isEqualTo(100);
    }

    @Test
    void isTheValueItselfWhenThereIsOne() {
        assertThat(new Percentiles(new double[] {7}).at(0.99)).isEqualTo(7);
    }

    @Test
    void takesTheMiddleOfThree() {
        assertThat(new Percentiles(new double[] {9, 1, 5}).at(0.5)).isEqualTo(5);
    }

    @Test
    void leavesWhatItWasGivenAsItWas() {
        double[] values = {3, 1, 2};

        new Percentiles(values).max();

        assertThat(values).containsExactly(3, 1, 2);
    }
}
