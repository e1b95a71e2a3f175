package org.periapsis.datalabs.viewer.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import nom.tam.fits.Fits;
import nom.tam.fits.ImageData;
import nom.tam.image.compression.hdu.CompressedImageHDU;
import nom.tam.util.FitsFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.datalabs.viewer.Fixtures;
import org.periapsis.datalabs.viewer.file.Library;
import org.periapsis.datalabs.viewer.file.Shelf;
import org.periapsis.datalabs.viewer.file.UnreadableException;

class PlaneTest {
    private static final int SIDE = 1300;

    @TempDir
    private Path scratch;

    @Test
    void eachTileOfEachLevelIsTheMeanOfItsPixels() throws Exception {
        Path file = Fixtures.bigImage(scratch.resolve("big.fits"), SIDE);
        try (Library library = Fixtures.library(scratch, file);
                Images images = new Images(library);
                Shelf<?, Plane>.Loan loan = images.plane(0, 0, 0)) {
            Plane plane = loan.get();
            Map<String, Object> described = built(plane);
            assertThat(described.get("levels")).isEqualTo(3);
            float[] pixels = new float[SIDE * SIDE];
            for (int y = 0; y < SIDE; y++) {
                plane.image().raster().pixels(0, 0, y, SIDE, pixels, y * SIDE);
            }
            Companding companding = new Companding((double) described.get("centre"), (double) described.get("spread"));
            for (int level = 0; level <= 3; level++) {
                int side = (SIDE + (1 << level) - 1) >> level;
                compare(plane, companding, level, 0, 0, side, pixels);
                compare(plane, companding, level, (side - 1) / 256, (side - 1) / 256, side, pixels);
            }
        }
    }

    /** Means of means weigh the last row and column of an odd number more; the middle is exact. */
    private static void compare(
            Plane plane, Companding companding, int level, int column, int row, int side, float[] pixels)
            throws IOException {
        byte[] codes = plane.tile(level, column, row).codes();
        int width = Math.min(256, side - column * 256);
        int count = codes.length / 2;
        assertThat(count / width).isEqualTo(Math.min(256, side - row * 256));
        int step = 1 << level;
        for (int i = 0; i < count; i += 37) {
            int x = (column * 256 + i % width) * step;
            int y = (row * 256 + i / width) * step;
            double sum = 0;
            int n = 0;
            boolean blank = false;
            for (int dy = 0; dy < step; dy++) {
                for (int dx = 0; dx < step; dx++) {
                    blank |= x + dx >= SIDE || y + dy >= SIDE || Float.isNaN(pixels[(y + dy) * SIDE + x + dx]);
                    if (!blank) {
                        sum += pixels[(y + dy) * SIDE + x + dx];
                        n++;
                    }
                }
            }
            double value = companding.value(((codes[i] & 0xFF) << 8) | (codes[count + i] & 0xFF));
            if (!blank) {
                double tolerance = Math.hypot(companding.spread(), sum / n - companding.centre()) / 200 + 1e-3;
                assertThat(value).as("level %d, pixel %d %d", level, x, y).isCloseTo(sum / n, within(tolerance));
            }
        }
    }

    @Test
    void beforeTheCopiesAreMadeATileIsRoughAndSaysSo() throws Exception {
        Path file = Fixtures.bigImage(scratch.resolve("big.fits"), SIDE);
        try (Library library = Fixtures.library(scratch, file)) {
            Shelf<String, Image> shelf = new Shelf<>(1);
            try (Plane plane = new Plane(shelf.lend("image", () -> Image.open(library, 0, 0)), 0, library.spool())) {
                assertThat(plane.tile(3, 0, 0).exact()).isFalse();
                assertThat(plane.tile(0, 1, 1).exact()).isTrue();
                plane.build();
                assertThat(plane.tile(3, 0, 0).exact()).isTrue();
            }
        }
    }

    @Test
    void statisticsAndLimitsAreThoseOfTheWholePlane() throws Exception {
        Path file = Fixtures.bigImage(scratch.resolve("big.fits"), SIDE);
        try (Library library = Fixtures.library(scratch, file);
                Images images = new Images(library);
                Shelf<?, Plane>.Loan loan = images.plane(0, 0, 0)) {
            Map<String, Object> described = built(loan.get());

            assertThat(described.get("statistics")).isInstanceOfSatisfying(Map.class, statistics -> {
                assertThat(statistics.get("blank")).isEqualTo(26L * 26);
                assertThat((double) statistics.get("maximum")).isBetween(20_970.0, 21_030.0);
                assertThat((double) statistics.get("mean")).isBetween(1000.0, 1030.0);
            });
        }
    }

    @Test
    void aPlaneOrTileThatIsNotThereIsNamed() throws IOException {
        try (Library library = Fixtures.library(scratch, Fixtures.SAMPLES.resolve("complete-l1448-13co-cube.fits"));
                Images images = new Images(library);
                Shelf<?, Plane>.Loan loan = images.plane(0, 0, 52)) {
            assertThatThrownBy(() -> images.plane(0, 0, 53))
                    .isInstanceOf(UnreadableException.class)
                    .hasMessage("There is no plane 53 among 53");
            assertThatThrownBy(() -> loan.get().tile(0, 1, 0)).hasMessageContaining("column 1");
            assertThatThrownBy(() -> loan.get().tile(1, 0, 0)).hasMessageContaining("level 1");
        }
    }

    @Test
    void aCompressedImageHasThePixelsOfThePlainOne() throws Exception {
        int[][] pixels = new int[300][400];
        for (int y = 0; y < 300; y++) {
            for (int x = 0; x < 400; x++) {
                pixels[y][x] = 7 * x - 3 * y;
            }
        }
        Path file = scratch.resolve("compressed.fits");
        CompressedImageHDU compressed =
                CompressedImageHDU.fromImageHDU(ImageData.from(pixels).toHDU(), 400, 10);
        compressed.setCompressAlgorithm("RICE_1").compress();
        try (Fits fits = new Fits();
                FitsFile out = new FitsFile(file.toFile(), "rw")) {
            fits.addHDU(compressed);
            fits.write(out);
        }
        try (Library library = Fixtures.library(scratch, file);
                Images images = new Images(library);
                Shelf<?, Plane>.Loan loan = images.plane(0, 1, 0)) {
            assertThat(loan.get().value(0, 0)).isZero();
            assertThat(loan.get().value(399, 0)).isEqualTo(7 * 399);
            assertThat(loan.get().value(123, 299)).isEqualTo(7 * 123 - 3 * 299);
        }
        assertThat(scratch.toFile().list()).containsExactly("compressed.fits");
    }

    @Test
    void aSpectrumIsTheMeanOverASquareOfEachChannel() throws Exception {
        byte[] data = new byte[4 * 3 * 3 * 2];
        ByteBuffer values = ByteBuffer.wrap(data);
        for (int i = 0; i < 18; i++) {
            values.putFloat(i == 4 ? Float.NaN : i);
        }
        Path file = Files.write(
                scratch.resolve("cube.fits"),
                Fixtures.joined(
                        Fixtures.header(
                                Fixtures.card("SIMPLE", "T"),
                                Fixtures.card("BITPIX", -32),
                                Fixtures.card("NAXIS", 3),
                                Fixtures.card("NAXIS1", 3),
                                Fixtures.card("NAXIS2", 3),
                                Fixtures.card("NAXIS3", 2),
                                Fixtures.text("CTYPE3", "VRAD"),
                                Fixtures.text("CUNIT3", "m/s"),
                                Fixtures.card("CRPIX3", 2),
                                Fixtures.card("CRVAL3", 1000.0),
                                Fixtures.card("CDELT3", 50.0)),
                        Fixtures.padded(data)));
        try (Library library = Fixtures.library(scratch, file);
                Images images = new Images(library);
                Shelf<?, Image>.Loan image = images.image(0, 0)) {
            Map<String, Object> spectrum = Readings.spectrum(image.get(), 0, 1, 1, 3);

            assertThat((double[]) spectrum.get("x")).containsExactly(950, 1000);
            assertThat((double[]) spectrum.get("y")).containsExactly(32 / 8.0, 117 / 9.0);
            assertThat(spectrum.get("label")).isEqualTo("Radio velocity");
            assertThatThrownBy(() -> Readings.spectrum(image.get(), 0, 3, 1, 1)).hasMessageContaining("outside");
        }
    }

    private static Map<String, Object> built(Plane plane) throws InterruptedException {
        Map<String, Object> described = plane.described();
        while (!Boolean.TRUE.equals(described.get("complete"))) {
            Thread.sleep(10);
            described = plane.described();
        }
        assertThat(described.get("problem")).isEqualTo("");
        return described;
    }
}
