package org.periapsis.fits.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import nom.tam.fits.Fits;
import nom.tam.fits.ImageData;
import nom.tam.image.compression.hdu.CompressedImageHDU;
import nom.tam.util.ArrayFuncs;
import nom.tam.util.FitsOutputStream;
import org.junit.jupiter.api.Test;
import org.periapsis.fits.header.Keywords;

/** Bands against the whole image as nom-tam inflates it. */
class CompressedBandsTest {
    private static final int WIDTH = 130;
    private static final int HEIGHT = 101;

    @Test
    void bandsOfSquareTilesAreTheRowsOfTheWholeImage() throws Exception {
        int[][] pixels = new int[HEIGHT][WIDTH];
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                pixels[y][x] = 7 * x - 3 * y;
            }
        }
        byte[] file = compressed(pixels, "RICE_1", 50, 32);
        int[] whole = (int[]) whole(file);
        for (int y = 0; y < HEIGHT; y += 32) {
            int rows = Math.min(32, HEIGHT - y);
            assertThat((int[]) bands(file, new AtomicLong()).band(0, y, rows))
                    .containsExactly(Arrays.copyOfRange(whole, y * WIDTH, (y + rows) * WIDTH));
        }
        assertThat((int[]) bands(file, new AtomicLong()).band(0, 32, 64))
                .containsExactly(Arrays.copyOfRange(whole, 32 * WIDTH, 96 * WIDTH));
    }

    @Test
    void ditheredFloatsAreThoseOfTheWholeImage() throws Exception {
        float[][] pixels = new float[HEIGHT][WIDTH];
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                pixels[y][x] = (float) (100 + 5 * Math.sin(x * 0.7 + y * y * 0.01) + (x * 31 + y * 17) % 11);
            }
        }
        byte[] file = compressed(pixels, "RICE_1", WIDTH, 10);
        float[] whole = (float[]) whole(file);
        for (int y = 0; y < HEIGHT; y += 10) {
            int rows = Math.min(10, HEIGHT - y);
            assertThat((float[]) bands(file, new AtomicLong()).band(0, y, rows))
                    .containsExactly(Arrays.copyOfRange(whole, y * WIDTH, (y + rows) * WIDTH));
        }
    }

    @Test
    void eachTileIsReadOnce() throws Exception {
        byte[] file = compressed(new int[HEIGHT][WIDTH], "GZIP_1", WIDTH, HEIGHT);
        AtomicLong read = new AtomicLong();
        bands(file, read).band(0, 0, HEIGHT);
        assertThat(read.get()).isLessThan(file.length);
    }

    @Test
    void aTileOutsideTheHeapIsRefused() throws Exception {
        byte[] file = compressed(new int[HEIGHT][WIDTH], "RICE_1", WIDTH, 10);
        byte[] header = header(file);
        int descriptor = 2880 + header.length + 4;
        Arrays.fill(file, descriptor, descriptor + 4, (byte) 0x7f);
        assertThatThrownBy(() -> bands(file, new AtomicLong()).band(0, 0, 10))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("outside");
    }

    @Test
    void tilesTooLargeToBeInMemoryAreRefused() throws Exception {
        byte[] header = header(compressed(new int[HEIGHT][WIDTH], "RICE_1", WIDTH, 10));
        String text = new String(header, StandardCharsets.US_ASCII)
                .replaceFirst("ZNAXIS1 = +\\d+", String.format("ZNAXIS1 = %20d", 100_000))
                .replaceFirst("ZTILE1  = +\\d+", String.format("ZTILE1  = %20d", 100_000))
                .replaceFirst("ZNAXIS2 = +\\d+", String.format("ZNAXIS2 = %20d", 100_000))
                .replaceFirst("ZTILE2  = +\\d+", String.format("ZTILE2  = %20d", 100_000));
        assertThatThrownBy(() ->
                        new CompressedBands(text.getBytes(StandardCharsets.US_ASCII), 0, 0, (at, into) -> into.flip()))
                .hasMessageContaining("too large");
    }

    private static CompressedBands bands(byte[] file, AtomicLong read) {
        byte[] header = header(file);
        Keywords k = HeaderParser.parse(header);
        long bytes = k.integer("NAXIS1").orElseThrow() * k.integer("NAXIS2").orElseThrow()
                + k.integer("PCOUNT").orElseThrow();
        return new CompressedBands(header, 2880L + header.length, bytes, (at, into) -> {
            read.addAndGet(into.remaining());
            into.put(file, (int) at, into.remaining()).flip();
        });
    }

    /** The extension's header: the primary one is a block. */
    private static byte[] header(byte[] file) {
        String text = new String(file, StandardCharsets.ISO_8859_1);
        int end = 2880;
        while (!text.substring(end, end + 8).equals("END     ")) {
            end += 80;
        }
        return Arrays.copyOfRange(file, 2880, (end / 2880 + 1) * 2880);
    }

    private static byte[] compressed(Object pixels, String algorithm, int... tile) throws Exception {
        CompressedImageHDU compressed =
                CompressedImageHDU.fromImageHDU(ImageData.from(pixels).toHDU(), tile);
        compressed.setCompressAlgorithm(algorithm);
        if (pixels instanceof float[][]) {
            compressed.setQuantAlgorithm("SUBTRACTIVE_DITHER_1");
        }
        compressed.compress();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Fits fits = new Fits();
                FitsOutputStream stream = new FitsOutputStream(out)) {
            fits.addHDU(compressed);
            fits.write(stream);
        }
        return out.toByteArray();
    }

    private static Object whole(byte[] file) throws Exception {
        try (Fits fits = new Fits(new ByteArrayInputStream(file))) {
            fits.readHDU();
            return ArrayFuncs.flatten(
                    ((CompressedImageHDU) fits.readHDU()).asImageHDU().getKernel());
        }
    }
}
