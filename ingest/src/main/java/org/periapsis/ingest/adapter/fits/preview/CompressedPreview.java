package org.periapsis.ingest.adapter.fits.preview;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import nom.tam.fits.BasicHDU;
import nom.tam.fits.Fits;
import nom.tam.fits.Header;
import nom.tam.fits.ImageHDU;
import nom.tam.image.compression.hdu.CompressedImageHDU;
import nom.tam.util.ArrayFuncs;
import org.periapsis.fits.picture.Shrinking;

/** A small picture of an image that is stored in compressed tiles (FITS standard 4.0, section 10), inflated some rows at a time. */
final class CompressedPreview {
    /** The compressed bytes are in memory as a whole. */
    private static final int BYTES = 32 << 20;

    private static final int STRIP_PIXELS = 1 << 20;
    private static final long TILE_PIXELS = 8 << 20;
    private static final byte[] EMPTY_PRIMARY = emptyPrimary();

    private CompressedPreview() {}

    /** @throws NoPreview when it is too large, or its tiles cannot be read */
    static byte[] png(FitsBytes file, FitsOutline.Unit unit, int side) throws IOException {
        long length = unit.dataAt() - unit.headerAt() + unit.dataBytes();
        if (length > BYTES || unit.hdu().axis(1) > STRIP_PIXELS || unit.hdu().axis(2) > Integer.MAX_VALUE) {
            throw new NoPreview("A compressed image of more than " + (BYTES >> 20) + " MiB");
        }
        if (tile(unit) > TILE_PIXELS) {
            throw new NoPreview("Its tiles have more than " + (TILE_PIXELS >> 20) + " million pixels");
        }
        byte[] bytes = Arrays.copyOf(EMPTY_PRIMARY, EMPTY_PRIMARY.length + padded(length));
        file.skip(unit.headerAt() - file.position());
        file.expect(length);
        if (file.read(bytes, EMPTY_PRIMARY.length, (int) length) < length) {
            throw new NoPreview("The file ends before its image does");
        }
        try (Fits fits = new Fits(new ByteArrayInputStream(bytes))) {
            fits.readHDU();
            BasicHDU<?> hdu = fits.readHDU();
            if (!(hdu instanceof CompressedImageHDU compressed)) {
                throw new NoPreview("Its compression is not understood");
            }
            return ImagePreview.drawn(shrunk(compressed, unit, side).picture());
        } catch (NoPreview known) {
            throw known;
        } catch (IOException | RuntimeException unreadable) {
            throw new NoPreview("Its tiles cannot be inflated", unreadable);
        }
    }

    /** A tile is inflated as a whole; without ZTILEn it is a row. */
    private static long tile(FitsOutline.Unit unit) {
        double pixels = 1;
        for (int n = 1; n <= unit.hdu().axes().size(); n++) {
            pixels *= unit.keywords()
                    .number("ZTILE" + n, n == 1 ? (double) unit.hdu().axis(1) : 1);
        }
        return (long) pixels;
    }

    private static Shrinking shrunk(CompressedImageHDU image, FitsOutline.Unit unit, int side) throws IOException {
        int width = (int) unit.hdu().axis(1);
        int height = (int) unit.hdu().axis(2);
        // Axes come slowest first: the middle of every one but the last two.
        int[] corner = image.getImageAxes();
        int[] lengths = new int[corner.length];
        for (int axis = 0; axis < corner.length; axis++) {
            corner[axis] /= 2;
            lengths[axis] = 1;
        }
        Shrinking shrinking = new Shrinking(width, height, side);
        int strip = Math.max(1, STRIP_PIXELS / width);
        float[] row = new float[width];
        for (int y = 0; y < height; y += strip) {
            int rows = Math.min(strip, height - y);
            corner[corner.length - 2] = y;
            corner[corner.length - 1] = 0;
            lengths[lengths.length - 2] = rows;
            lengths[lengths.length - 1] = width;
            float[] values = physical(image.getTileHDU(corner, lengths));
            for (int line = 0; line < rows; line++) {
                System.arraycopy(values, line * width, row, 0, width);
                shrinking.accept(row, width);
            }
        }
        return shrinking;
    }

    private static float[] physical(ImageHDU strip) {
        Header header = strip.getHeader();
        double scale = header.getDoubleValue("BSCALE", 1);
        double zero = header.getDoubleValue("BZERO", 0);
        boolean blanks = header.getIntValue("BITPIX") > 0 && header.containsKey("BLANK");
        double blank = header.getDoubleValue("BLANK");
        boolean bytes = header.getIntValue("BITPIX") == 8;
        double[] stored = (double[]) ArrayFuncs.convertArray(ArrayFuncs.flatten(strip.getKernel()), double.class, true);
        float[] values = new float[stored.length];
        for (int i = 0; i < values.length; i++) {
            double value = bytes && stored[i] < 0 ? stored[i] + 256 : stored[i];
            values[i] = blanks && value == blank ? Float.NaN : (float) (zero + scale * value);
        }
        return values;
    }

    private static int padded(long length) {
        return (int) ((length + FitsWalk.BLOCK - 1) / FitsWalk.BLOCK * FitsWalk.BLOCK);
    }

    /** An extension is read after a primary unit only. */
    private static byte[] emptyPrimary() {
        StringBuilder cards = new StringBuilder();
        for (String card : new String[] {
            "SIMPLE  =                    T", "BITPIX  =                    8", "NAXIS   =                    0", "END"
        }) {
            cards.append(String.format("%-80s", card));
        }
        return String.format("%-" + FitsWalk.BLOCK + "s", cards).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }
}
