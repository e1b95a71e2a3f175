package org.periapsis.fits.sky;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against astropy 8.0.1. */
class SkyFrameTest {
    @ParameterizedTest
    @CsvSource({
        "FK4 1950, 10, 20, 10.658967, 20.273867",
        "FK4 1950, 266, -29, 266.794840, -29.017504",
        "FK4 1950, 120, 85, 123.309468, 84.853892",
        "FK4 1975, 10, 20, 10.329497, 20.136988",
        "FK4 1975, 266, -29, 266.397629, -29.009238",
        "FK4 1975, 120, 85, 121.675928, 84.928677",
        "FK4 1900, 10, 20, 11.318852, 20.547219",
        "FK4 1900, 266, -29, 267.589297, -29.031148",
        "FK4 1900, 120, 85, 126.447502, 84.694625",
        "FK5 1975, 10, 20, 10.329231, 20.137001",
        "FK5 1975, 266, -29, 266.397255, -29.009231",
        "FK5 1975, 120, 85, 121.676551, 84.928650",
        "FK5 2000, 10, 20, 9.999991, 19.999998",
        "GALACTIC, 10, 20, 254.284944, -9.782229",
        "GALACTIC, 266, -29, 90.757350, -57.488144",
        "GALACTIC, 120, 85, 193.161068, 32.121383",
        "SUPERGALACTIC, 10, 20, 355.993009, 73.774156",
        "SUPERGALACTIC, 266, -29, 38.447724, -33.914594",
        "SUPERGALACTIC, 120, 85, 278.578879, 15.338767",
        "ECLIPTIC 2000, 10, 20, 0.846820, 22.251719",
        "ECLIPTIC 2000, 266, -29, 264.275595, -52.360650",
    })
    void agreesWithAstropyWithinAnArcsecond(String frame, double lon, double lat, double ra, double dec) {
        SkyPoint icrs = frame(frame).toIcrs(new SkyPoint(lon, lat));
        // astropy's mean ecliptic is of date and seen from the moving Earth: up to 20" of aberration.
        double tolerance = frame.startsWith("ECLIPTIC") ? 21 : 0.3;
        assertThat(icrs.distance(new SkyPoint(ra, dec)) * 3600).isCloseTo(0, within(tolerance));
    }

    private static SkyFrame frame(String name) {
        String[] parts = name.split(" ", -1);
        return switch (parts[0]) {
            case "FK4" -> SkyFrame.fk4(Double.parseDouble(parts[1]));
            case "FK5" -> SkyFrame.fk5(Double.parseDouble(parts[1]));
            case "ECLIPTIC" -> SkyFrame.ecliptic(Double.parseDouble(parts[1]));
            case "SUPERGALACTIC" -> SkyFrame.SUPERGALACTIC;
            default -> SkyFrame.GALACTIC;
        };
    }
}
