package org.periapsis.datalabs.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class StretchTest {

    @Test
    void zscaleShowsTheSkyAndNotTheBrightestStar() {
        Random random = new Random(1);
        float[] pixels = new float[100_000];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) (1000 + 10 * random.nextGaussian());
        }
        pixels[500] = 60_000;
        pixels[501] = Float.NaN;

        Stretch zscale = Stretch.named("zscale", pixels);

        assertThat(zscale.low()).isBetween(940.0, 990.0);
        assertThat(zscale.high()).isBetween(1010.0, 1100.0);
        assertThat(Stretch.named("minmax", pixels).high()).isEqualTo(60_000);
    }

    @Test
    void aFlatOrEmptyImageHasAShade() {
        assertThat(Stretch.named("zscale", new float[] {5, 5, 5}).shade(5)).isEqualTo(128);
        assertThat(Stretch.named("zscale", new float[] {Float.NaN}).shade(0)).isZero();
    }
}
