package org.periapsis.indexer.domain.sky;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HealpixTest {

    private static List<String[]> rows(String resource) throws IOException {
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(HealpixTest.class.getResourceAsStream(resource), StandardCharsets.UTF_8))) {
            return reader.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(",", -1))
                    .toList();
        }
    }

    @Test
    void agreesWithTheCdsLibraryOnThePixelOfAPosition() throws IOException {
        List<String[]> rows = rows("/sky/cds-pixels.csv");
        assertThat(rows).hasSize(600);
        for (String[] row : rows) {
            double ra = Double.parseDouble(row[0]);
            double dec = Double.parseDouble(row[1]);
            int order = Integer.parseInt(row[2]);
            assertThat(Healpix.pixel(ra, dec, order)).as(String.join(" ", row)).isEqualTo(Long.parseLong(row[3]));
        }
    }

    @Test
    void agreesWithTheCdsLibraryOnTheCentreOfAPixel() throws IOException {
        for (String[] row : rows("/sky/cds-centres.csv")) {
            UnitVector expected = UnitVector.ofDegrees(Double.parseDouble(row[2]), Double.parseDouble(row[3]));
            UnitVector centre = Healpix.centre(Integer.parseInt(row[0]), Long.parseLong(row[1]));
            assertThat(centre.distance(expected)).as(String.join(" ", row)).isLessThan(1e-14);
        }
    }

    @Test
    void findsAPixelAgainFromItsCentreAtEveryOrder() {
        Random random = new Random(1);
        for (int order = 0; order <= Healpix.MAX_ORDER; order++) {
            for (int i = 0; i < 200; i++) {
                long pixel = (long) (random.nextDouble() * Healpix.pixelCount(order));
                UnitVector centre = Healpix.centre(order, pixel);
                if (order > 25 && Math.abs(centre.z()) > 0.9999) {
                    continue; // degrees of declination have no digits left there; the CDS table holds such cases
                }
                assertThat(Healpix.pixel(centre.ra(), centre.dec(), order)).isEqualTo(pixel);
            }
        }
    }

    @Test
    void aPixelsParentIsItsPrefix() {
        Random random = new Random(2);
        for (int i = 0; i < 1000; i++) {
            double ra = random.nextDouble() * 360;
            double dec = Math.toDegrees(Math.asin(2 * random.nextDouble() - 1));
            assertThat(Healpix.pixel(ra, dec, 29) >> (2 * 19)).isEqualTo(Healpix.pixel(ra, dec, 10));
        }
    }

    @Test
    void noPointIsFartherFromItsPixelsCentreThanTheMaximalRadius() {
        Random random = new Random(3);
        for (int order : new int[] {0, 1, 2, 5, 9, 14}) {
            double limit = Healpix.maxRadius(order) * (1 + 1e-9);
            double farthest = 0;
            for (int i = 0; i < 20_000; i++) {
                double ra = random.nextDouble() * 360;
                double dec = Math.toDegrees(Math.asin(2 * random.nextDouble() - 1));
                UnitVector centre = Healpix.centre(order, Healpix.pixel(ra, dec, order));
                farthest = Math.max(farthest, centre.distance(UnitVector.ofDegrees(ra, dec)));
            }
            assertThat(farthest).isLessThanOrEqualTo(limit).isGreaterThan(limit / 2);
        }
    }

    @Test
    void takesRightAscensionsOfAnyTurnAndThePoles() {
        assertThat(Healpix.pixel(360, 10, 29)).isEqualTo(Healpix.pixel(0, 10, 29));
        assertThat(Healpix.pixel(-90, 10, 29)).isEqualTo(Healpix.pixel(270, 10, 29));
        assertThat(Healpix.pixel(-1e-18, 10, 29)).isEqualTo(Healpix.pixel(0, 10, 29));
        assertThat(Healpix.centre(29, Healpix.pixel(12, 90, 29)).z()).isCloseTo(1, within(1e-15));
        assertThat(Healpix.centre(29, Healpix.pixel(200, -90, 29)).z()).isCloseTo(-1, within(1e-15));
    }

    @Test
    void refusesWhatIsNotOnTheSky() {
        assertThatThrownBy(() -> Healpix.pixel(0, 90.1, 29)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Healpix.pixel(Double.NaN, 0, 29)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void measuresKnownDistances() {
        UnitVector galacticCentre = UnitVector.ofDegrees(266.41683, -29.00781);
        assertThat(galacticCentre.distance(galacticCentre)).isZero();
        // One arcsecond of declination, and the two poles.
        UnitVector near = UnitVector.ofDegrees(266.41683, -29.00781 + 1 / 3600.0);
        assertThat(Math.toDegrees(galacticCentre.distance(near)) * 3600).isCloseTo(1, within(1e-9));
        assertThat(UnitVector.ofDegrees(0, 90).distance(UnitVector.ofDegrees(0, -90)))
                .isCloseTo(Math.PI, within(1e-15));
        // Alcor and Mizar, 708.6 arcseconds apart by the haversine formula on these coordinates
        double haversine = haversine(200.98142, 54.92536, 201.30641, 54.98796);
        assertThat(UnitVector.ofDegrees(200.98142, 54.92536).distance(UnitVector.ofDegrees(201.30641, 54.98796)))
                .isCloseTo(haversine, within(1e-14));
    }

    private static double haversine(double ra1, double dec1, double ra2, double dec2) {
        double a = Math.pow(Math.sin(Math.toRadians(dec2 - dec1) / 2), 2)
                + Math.cos(Math.toRadians(dec1))
                        * Math.cos(Math.toRadians(dec2))
                        * Math.pow(Math.sin(Math.toRadians(ra2 - ra1) / 2), 2);
        return 2 * Math.asin(Math.sqrt(a));
    }
}
