package org.periapsis.client.sky;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SkyTest {
    private static final double TINY = 1e-9;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "05:34:31.9 +22:00:52 | 83.63291666666667 | 22.01444444444444",
                "05h34m31.9s +22d00m52s | 83.63291666666667 | 22.01444444444444",
                "05 34 31.9 +22 00 52 | 83.63291666666667 | 22.01444444444444",
                "17:45:36.0 -28:56:24 | 266.4 | -28.94",
                "17:45:36.0 −28:56:24 | 266.4 | -28.94",
                "17:45:36,-28:56:24 | 266.4 | -28.94",
                "00:00:00 -00:30:00 | 0 | -0.5",
                "12:30 +45:30 | 187.5 | 45.5",
                "266.4 -28.94 | 266.4 | -28.94",
                "266.4,-28.94 | 266.4 | -28.94",
                "266.4d -28.94d | 266.4 | -28.94",
                "0 90 | 0 | 90"
            })
    void readsPositionsInTheFormsThatPeopleWrite(String text, double ra, double dec) {
        Position position = Position.parse(text).orElseThrow();
        assertThat(position.ra()).isCloseTo(ra, within(TINY));
        assertThat(position.dec()).isCloseTo(dec, within(TINY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"M51", "NGC 1068", "3C 273", "2MASS J05344", "", "Galactic centre", "HD 1 2 x", "J105007+304037"
            })
    void takesANameForAName(String text) {
        assertThat(Position.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"361 0", "10 -91", "25:00:00 +10:00:00", "05:61:00 +10:00:00", "05:00:00 +10:00:61"})
    void refusesWhatIsNotOnTheSky(String text) {
        assertThatThrownBy(() -> Position.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "0.5,0.5",
        "0.5d,0.5",
        "10m,0.16666666666666666",
        "10arcmin,0.16666666666666666",
        "30s,0.008333333333333333",
        "1\",0.0002777777777777778",
        "500mas,0.0001388888888888889",
        "10',0.16666666666666666"
    })
    void readsAnglesWithTheirUnits(String text, double degrees) {
        assertThat(Angle.parse(text).degrees()).isCloseTo(degrees, within(TINY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10x", "ten", "-1m", "m", "1e3"})
    void refusesWhatIsNoAngleAndSaysHowOneLooks(String text) {
        assertThatThrownBy(() -> Angle.parse(text)).hasMessageContaining("10m (arcminutes)");
    }

    @ParameterizedTest
    @CsvSource({
        "500nm,5e-7",
        "21cm,0.21",
        "1.4GHz,0.21413747",
        "2keV,6.1992099e-10",
        "1.2e-6,1.2e-6",
        "5500A,5.5e-7",
        "2µm,2e-6"
    })
    void turnsFrequenciesAndEnergiesIntoWavelengths(String text, double metres) {
        assertThat(Wavelength.parse(text).metres()).isCloseTo(metres, within(metres * 1e-7));
    }

    @Test
    void refusesWhatIsNoWavelength() {
        assertThatThrownBy(() -> Wavelength.parse("blue")).hasMessageContaining("500nm");
        assertThatThrownBy(() -> Wavelength.parse("0GHz")).hasMessageContaining("500nm");
    }
}
