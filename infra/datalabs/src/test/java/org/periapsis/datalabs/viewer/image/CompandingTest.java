package org.periapsis.datalabs.viewer.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CompandingTest {

    @Test
    void aCodeIsCloserToItsValueThanAnyStretchShows() {
        Companding companding = new Companding(1000, 10);

        for (float value : new float[] {-1e30f, -5000, 0, 990, 999.99f, 1000, 1003, 1100, 65_535, 3e9f, 1e38f}) {
            double off = Math.abs(companding.value(companding.code(value)) - value);
            double distance = Math.hypot(10, value - 1000);
            assertThat(off).as("%s", value).isLessThanOrEqualTo(distance / Companding.STEPS);
        }
    }

    @Test
    void blankAndInfiniteValuesAreCodeZeroAndNothingElseIs() {
        Companding companding = new Companding(0, 1e-30);

        assertThat(companding.code(Float.NaN)).isZero();
        assertThat(companding.code(Float.POSITIVE_INFINITY)).isZero();
        assertThat(companding.code(-Float.MAX_VALUE)).isPositive();
        assertThat(companding.code(Float.MAX_VALUE)).isLessThan(65_536);
    }

    @Test
    void theSpreadIsThatOfTheSkyNotOfTheStars() {
        float[] sample = new float[1000];
        for (int i = 0; i < sample.length; i++) {
            sample[i] = i % 20 == 0 ? 1e6f : i % 7;
        }

        Companding companding = Companding.of(sample);

        assertThat(companding.centre()).isCloseTo(3, within(0.5));
        assertThat(companding.spread()).isBetween(1.0, 4.0);
        assertThat(Companding.of(new float[] {7, 7, 7}).spread()).isPositive();
        assertThat(Companding.of(new float[] {Float.NaN})).isEqualTo(new Companding(0, 1));
    }
}
