package org.periapsis.datalabs.viewer.sky;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.datalabs.viewer.Fixtures;
import org.periapsis.datalabs.viewer.file.Library;
import org.periapsis.datalabs.viewer.file.Shelf;
import org.periapsis.datalabs.viewer.image.Image;
import org.periapsis.datalabs.viewer.image.Images;
import org.periapsis.fits.sky.SkyPoint;

/** The genuine sample images against astropy, both ways; wcs/make.py made the positions. */
class AstropyPositionsTest {
    private static final double ARCSEC = 1 / 3600.0;

    @TempDir
    private Path scratch;

    @Test
    void eachPixelLooksWhereAstropySaysAndIsFoundAgain() throws IOException {
        Map<String, List<String[]>> files = new LinkedHashMap<>();
        for (String line : Files.readAllLines(Path.of("src", "test", "resources", "wcs", "astropy.csv"))) {
            if (!line.startsWith("#")) {
                String[] fields = line.split(",", -1);
                files.computeIfAbsent(fields[0], f -> new ArrayList<>()).add(fields);
            }
        }
        assertThat(files).hasSizeGreaterThan(15);
        for (Map.Entry<String, List<String[]>> file : files.entrySet()) {
            try (Library library = Fixtures.library(scratch, Fixtures.SAMPLES.resolve(file.getKey()));
                    Images images = new Images(library)) {
                for (String[] fields : file.getValue()) {
                    check(images, fields);
                }
            }
        }
    }

    private static void check(Images images, String[] fields) throws IOException {
        String what = String.join(",", fields);
        double x = Double.parseDouble(fields[2]);
        double y = Double.parseDouble(fields[3]);
        SkyPoint wanted = new SkyPoint(Double.parseDouble(fields[4]), Double.parseDouble(fields[5]));
        try (Shelf<?, Image>.Loan loan = images.image(0, Integer.parseInt(fields[1]))) {
            Image image = loan.get();
            SkyPoint here = image.sky().orElseThrow().wcs().icrs(x, y).orElseThrow();
            assertThat(here.distance(wanted)).as(what).isLessThan(0.35 * ARCSEC);
            double[] pixel = image.inverse().orElseThrow().pixel(here).orElseThrow();
            assertThat(pixel[0]).as(what).isCloseTo(x, within(1e-3));
            assertThat(pixel[1]).as(what).isCloseTo(y, within(1e-3));
        }
    }
}
