package org.periapsis.fits.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LimitsTest {

    /** A sky of 1000 ± 10 with a star on each hundredth pixel, the same each time. */
    private static float[] sky() {
        float[] values = new float[20_000];
        long s = 12345;
        for (int i = 0; i < values.length; i++) {
            s = (1103515245L * s + 12345) % (1L << 31);
            double u = (s + 1) / (double) (1L << 31);
            s = (1103515245L * s + 12345) % (1L << 31);
            double v = s / (double) (1L << 31);
            values[i] = (float) (1000 + 10 * Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v));
            values[i] += i % 100 == 0 ? 5000 : 0;
        }
        return values;
    }

    /** ZScaleInterval of astropy 8.0.1 over the same 20,000 values says 956.39 and 1059.83. */
    @Test
    void zscaleAgreesWithAstropyAndShowsTheSkyAndNotTheStars() {
        Limits zscale = Limits.named("zscale", sky());

        assertThat(zscale.low()).isCloseTo(956.39, within(1.0));
        assertThat(zscale.high()).isCloseTo(1059.83, within(2.0));
    }

    @Test
    void percentagesLeaveAsMuchOutBelowAsAbove() {
        float[] values = new float[1001];
        for (int i = 0; i < values.length; i++) {
            values[i] = 1000 - i;
        }

        assertThat(Limits.named("p90", values)).isEqualTo(new Limits(50, 950));
        assertThat(Limits.named("p99.5", values).high()).isCloseTo(997.5, within(1.0));
        assertThat(Limits.named("minmax", values)).isEqualTo(new Limits(0, 1000));
    }

    @Test
    void aFlatOrEmptyImageHasAShade() {
        assertThat(Limits.named("zscale", new float[] {5, 5, 5}).share(5)).isEqualTo(0.5);
        assertThat(Limits.named("zscale", new float[] {Float.NaN}).share(0)).isZero();
    }

    @Test
    void anotherRuleIsRefused() {
        for (String rule : new String[] {"p0", "p101", "best", "p"}) {
            assertThatThrownBy(() -> Limits.named(rule, new float[] {1}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(rule);
        }
    }
}
