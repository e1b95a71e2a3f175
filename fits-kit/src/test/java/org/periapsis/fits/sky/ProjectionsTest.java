package org.periapsis.fits.sky;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against wcslib 8, through astropy 8.0.1: the sky 2° west and 1° north of the reference point in the plane. */
class ProjectionsTest {
    @ParameterizedTest
    @CsvSource({
        "TAN, -, 30, 40, NaN, 27.3522680, 40.9695986",
        "TAN, -, 200, -35, 150.0, 197.2727620, -35.1034206",
        "SIN, -, 30, 40, NaN, 27.3502222, 40.9703139",
        "SIN, -, 200, -35, 150.0, 197.2706824, -35.1034761",
        "SIN, 1:0.3;2:-0.2, 30, 40, NaN, 27.3322713, 40.9787689",
        "SIN, 1:0.3;2:-0.2, 200, -35, 150.0, 197.2512393, -35.1020123",
        "ARC, -, 30, 40, NaN, 27.3509049, 40.9700752",
        "ARC, -, 200, -35, 150.0, 197.2713764, -35.1034576",
        "STG, -, 30, 40, NaN, 27.3512459, 40.9699560",
        "STG, -, 200, -35, 150.0, 197.2717230, -35.1034484",
        "ZEA, -, 30, 40, NaN, 27.3507343, 40.9701348",
        "ZEA, -, 200, -35, 150.0, 197.2712030, -35.1034622",
        "ZPN, 1:1;3:-60, 30, 40, NaN, 26.9931701, 41.0943513",
        "ZPN, 1:1;3:-60, 200, -35, 150.0, 196.9083819, -35.1125993",
        "CAR, -, 30, 40, NaN, 27.3511656, 40.9702842",
        "CAR, -, 200, -35, 150.0, 197.2776760, -34.8632155",
        "CEA, 1:0.7, 30, 40, NaN, 27.3629164, 40.6704335",
        "CEA, 1:0.7, 200, -35, 150.0, 197.4166906, -35.1407456",
        "MER, -, 30, 40, NaN, 27.3511676, 40.9702335",
        "MER, -, 200, -35, 150.0, 197.2776995, -34.8632625",
        "SFL, -, 30, 40, NaN, 27.3507624, 40.9702752",
        "SFL, -, 200, -35, 150.0, 197.2773325, -34.8633309",
        "GLS, -, 30, 40, NaN, 27.3499740, 41.0000000",
        "AIT, -, 30, 40, NaN, 27.3508306, 40.9702513",
        "AIT, -, 200, -35, 150.0, 197.2774015, -34.8633352",
        "MOL, -, 30, 40, NaN, 27.0622140, 40.8637216",
        "MOL, -, 200, -35, 150.0, 197.0733546, -35.0392428",
        "NCP, -, 30, 40, NaN, 27.3522680, 40.9193443",
    })
    void agreesWithWcslib(
            String code,
            String parameters,
            double lon,
            double lat,
            double lonPole,
            double wantedLon,
            double wantedLat) {
        double[] pv = new double[21];
        if (!parameters.equals("-")) {
            for (String p : parameters.split(";", -1)) {
                pv[Integer.parseInt(p.substring(0, 1))] = Double.parseDouble(p.substring(2));
            }
        }
        SkyPoint at = PlaneToSphere.of(code, new PlaneToSphere.Reference(lon, lat, lonPole, Double.NaN), pv)
                .orElseThrow()
                .at(-2, 1)
                .orElseThrow();
        assertThat(at.distance(new SkyPoint(wantedLon, wantedLat)) * 3600).isCloseTo(0, within(0.001));
    }

    @Test
    void hasNoSkyOutsideTheMap() {
        PlaneToSphere.Reference origin = new PlaneToSphere.Reference(0, 0, Double.NaN, Double.NaN);
        for (String code : new String[] {"AIT", "MOL", "SFL"}) {
            assertThat(PlaneToSphere.of(code, origin, new double[21])
                            .orElseThrow()
                            .at(179, 80))
                    .as(code)
                    .isEmpty();
        }
        assertThat(PlaneToSphere.of("SIN", origin, new double[21]).orElseThrow().at(60, 60))
                .isEmpty();
    }

    @Test
    void doesNotGuessAProjection() {
        PlaneToSphere.Reference origin = new PlaneToSphere.Reference(0, 0, Double.NaN, Double.NaN);
        assertThat(PlaneToSphere.of("QSC", origin, new double[21])).isEmpty();
    }
}
