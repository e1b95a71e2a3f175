package org.periapsis.datalabs.viewer.sky;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.periapsis.fits.sky.SkyPoint;

class SexagesimalTest {

    @Test
    void roundsWithoutSixtySecondsAndKeepsTheSignOfSmallDeclinations() {
        assertThat(Sexagesimal.of(new SkyPoint(83.63312, 22.01446))).isEqualTo("05:34:31.95 +22:00:52.1");
        assertThat(Sexagesimal.of(new SkyPoint(359.9999999, -0.0166666))).isEqualTo("00:00:00.00 -00:01:00.0");
        assertThat(Sexagesimal.of(new SkyPoint(14.9999999, -0.000001))).isEqualTo("01:00:00.00 +00:00:00.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "05:34:31.95 +22:00:52.1",
                "5h34m31.95s +22d00m52.1s",
                "05 34 31.95 22 00 52.1",
                "83.633125, 22.014472",
                "83.633125 +22.014472"
            })
    void readsWhatPeopleWrite(String text) {
        SkyPoint point = Sexagesimal.parse(text).orElseThrow();

        assertThat(point.lon()).isCloseTo(83.633125, within(1e-5));
        assertThat(point.lat()).isCloseTo(22.014472, within(1e-5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "M 51", "10 95", "05:34:31.95"})
    void doesNotGuess(String text) {
        assertThat(Sexagesimal.parse(text)).isEmpty();
    }

    @Test
    void regionsHaveTheirOutlines() {
        assertThat(Outline.of("POLYGON ICRS 10 20 11 20 11 21 10 21")).hasSize(1);
        assertThat(Outline.of("UNION ICRS ( POLYGON 1 2 3 4 5 6 POLYGON 7 8 9 10 11 12 )"))
                .hasSize(2)
                .allSatisfy(points -> assertThat(points).hasSize(3));
        assertThat(Outline.of("CIRCLE ICRS 10 89.9 0.5").get(0))
                .allSatisfy(point ->
                        assertThat(point.distance(new SkyPoint(10, 89.9))).isCloseTo(0.5, within(1e-9)));
        assertThat(Outline.of("ALLSKY ICRS")).isEmpty();
        assertThat(Outline.of("POLYGON ICRS 10 95 11 20 11 21")).isEmpty();
    }
}
