package org.periapsis.fits.sky;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SkyToPixelTest {
    private static final double[][] NO_SIP = new double[0][0];

    @ParameterizedTest
    @CsvSource({"TAN, 83.6, 22", "SIN, 0.001, -89.9", "ZEA, 359.99, 0", "CAR, 0, 0", "AIT, 0, 0", "STG, 200, 89.99"})
    void findsThePixelThatLooksThere(String code, double lon, double lat) {
        SkyImage image = image(code, lon, lat, 0.002);
        SkyToPixel inverse = new SkyToPixel(image);
        for (double[] pixel : new double[][] {{1, 1}, {400, 300}, {123.4, 77.7}, {-200, 900}, {800, 600}}) {
            double[] found = inverse.pixel(image.wcs().icrs(pixel[0], pixel[1]).orElseThrow())
                    .orElseThrow();
            assertThat(found[0]).as(code).isCloseTo(pixel[0], within(1e-4));
            assertThat(found[1]).as(code).isCloseTo(pixel[1], within(1e-4));
        }
    }

    @Test
    void theOtherSideOfTheSkyIsInNoPixel() {
        SkyToPixel inverse = new SkyToPixel(image("TAN", 10, 20, 0.001));

        assertThat(inverse.pixel(new SkyPoint(190, -20))).isEmpty();
        assertThat(inverse.pixel(new SkyPoint(90, 60))).isEmpty();
        assertThat(inverse.near(new SkyPoint(12, 20))).isFalse();
        assertThat(inverse.near(new SkyPoint(10.3, 20.2))).isTrue();
    }

    @Test
    void northIsUpAndEastIsLeftInAnUprightImage() {
        PixelScale scale =
                PixelScale.at(image("TAN", 10, 60, 0.001).wcs(), 400, 300).orElseThrow();

        assertThat(scale.degrees()).isCloseTo(0.001, within(1e-8));
        assertThat(scale.north()[1]).isCloseTo(1, within(1e-4));
        assertThat(scale.east()[0]).isCloseTo(-1, within(1e-4));
    }

    private static SkyImage image(String code, double lon, double lat, double step) {
        PlaneToSphere sphere = PlaneToSphere.of(
                        code, new PlaneToSphere.Reference(lon, lat, Double.NaN, Double.NaN), new double[21])
                .orElseThrow();
        PixelPlane plane =
                new PixelPlane(new double[] {400, 300}, new double[][] {{-step, 0}, {0, step}}, NO_SIP, NO_SIP);
        return new SkyImage(new CelestialWcs(plane, sphere, SkyFrame.ICRS, false), 800, 600);
    }
}
