package org.periapsis.fits.sky;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FootprintTest {
    private static final double[][] NO_SIP = new double[0][0];

    @Test
    void isTheOuterEdgeOfThePixels() {
        Footprint f =
                FootprintTracer.trace(List.of(image("TAN", 10, 0, 0.1, 10, 10))).orElseThrow();
        assertThat(f.polygons()).hasSize(1);
        assertThat(f.polygons().get(0)).hasSize(4);
        assertThat(f.diameter()).isCloseTo(Math.sqrt(2), within(1e-3));
    }

    @Test
    void runsCounterClockwiseAsSeenFromTheEarthWhateverTheParity() {
        for (double parity : new double[] {1, -1}) {
            SkyImage image =
                    new SkyImage(wcs("TAN", 100, 20, new double[][] {{-0.01 * parity, 0}, {0, 0.01}}, 50), 100, 100);
            List<SkyPoint> p = FootprintTracer.trace(List.of(image))
                    .orElseThrow()
                    .polygons()
                    .get(0);
            double area = 0;
            for (int i = 0; i < 4; i++) {
                SkyPoint a = p.get(i);
                SkyPoint b = p.get((i + 1) % 4);
                area += a.lon() * b.lat() - b.lon() * a.lat();
            }
            // East is to the left for who looks up, so the shoelace sum is negative.
            assertThat(area).isNegative();
        }
    }

    @Test
    void countsAPlaneThatRepeatsAnotherOnce() {
        SkyImage image = image("TAN", 10, 0, 0.1, 10, 10);
        assertThat(FootprintTracer.trace(List.of(image, image, image))
                        .orElseThrow()
                        .polygons())
                .hasSize(1);
    }

    @Test
    void followsALongEdge() {
        Footprint f = FootprintTracer.trace(List.of(image("CAR", 0, 0, 0.1, 400, 200)))
                .orElseThrow();
        assertThat(f.polygons().get(0).size()).isGreaterThan(40);
    }

    @Test
    void seesTheWholeSkyInAllSkyMaps() {
        assertThat(FootprintTracer.trace(List.of(image("CAR", 0, 0, 1, 360, 180)))
                        .orElseThrow()
                        .allSky())
                .isTrue();
        assertThat(FootprintTracer.trace(List.of(image("AIT", 0, 0, 1, 330, 165)))
                        .orElseThrow()
                        .allSky())
                .isTrue();
    }

    @Test
    void boundsAnImageWhoseCornersLeaveTheSkyByACircle() {
        Footprint f =
                FootprintTracer.trace(List.of(image("SIN", 10, 0, 1, 120, 120))).orElseThrow();
        assertThat(f.allSky()).isFalse();
        assertThat(f.polygons().get(0)).hasSize(48);
        assertThat(f.diameter()).isBetween(150.0, 180.0);
    }

    @Test
    void isEmptyWithoutSky() {
        SkyImage nowhere = new SkyImage((x, y) -> Optional.empty(), 10, 10);
        assertThat(FootprintTracer.trace(List.of(nowhere))).isEmpty();
        assertThat(FootprintTracer.trace(List.of())).isEmpty();
    }

    private static SkyImage image(String code, double lon, double lat, double scale, int nx, int ny) {
        return new SkyImage(
                wcs(code, lon, lat, new double[][] {{-scale, 0}, {0, scale}}, (nx + 1) / 2.0, (ny + 1) / 2.0), nx, ny);
    }

    private static CelestialWcs wcs(String code, double lon, double lat, double[][] matrix, double... crpix) {
        double[] both = crpix.length == 2 ? crpix : new double[] {crpix[0], crpix[0]};
        PlaneToSphere sphere = PlaneToSphere.of(
                        code, new PlaneToSphere.Reference(lon, lat, Double.NaN, Double.NaN), new double[21])
                .orElseThrow();
        return new CelestialWcs(new PixelPlane(both, matrix, NO_SIP, NO_SIP), sphere, SkyFrame.ICRS, false);
    }
}
