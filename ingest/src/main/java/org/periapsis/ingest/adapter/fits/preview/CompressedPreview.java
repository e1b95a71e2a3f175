package org.periapsis.ingest.adapter.fits.preview;

import java.io.IOException;
import java.lang.reflect.Array;
import java.util.Arrays;
import org.periapsis.fits.file.CompressedBands;
import org.periapsis.fits.header.Keywords;
import org.periapsis.fits.picture.Shrinking;

/** A small picture of an image that is stored in compressed tiles (FITS standard 4.0, section 10), inflated some rows at a time. */
final class CompressedPreview {
    /** The compressed bytes are in memory as a whole. */
    private static final int BYTES = 32 << 20;

    private static final int STRIP_PIXELS = 1 << 20;

    private CompressedPreview() {}

    /** @throws NoPreview when it is too large, or its tiles cannot be read */
    static byte[] png(FitsBytes file, FitsOutline.Unit unit, int side) throws IOException {
        long length = unit.dataAt() - unit.headerAt() + unit.dataBytes();
        if (length > BYTES || unit.hdu().axis(1) > STRIP_PIXELS || unit.hdu().axis(2) > Integer.MAX_VALUE) {
            throw new NoPreview("A compressed image of more than " + (BYTES >> 20) + " MiB");
        }
        byte[] bytes = new byte[(int) length];
        file.skip(unit.headerAt() - file.position());
        file.expect(length);
        if (file.read(bytes, 0, bytes.length) < length) {
            throw new NoPreview("The file ends before its image does");
        }
        try {
            return ImagePreview.drawn(shrunk(bands(bytes, unit), unit, side).picture());
        } catch (NoPreview known) {
            throw known;
        } catch (IOException | RuntimeException unreadable) {
            throw new NoPreview("Its tiles cannot be inflated", unreadable);
        }
    }

    private static CompressedBands bands(byte[] bytes, FitsOutline.Unit unit) throws NoPreview {
        int dataAt = (int) (unit.dataAt() - unit.headerAt());
        CompressedBands.Bytes all =
                (at, into) -> into.put(bytes, (int) at, into.remaining()).flip();
        try {
            return new CompressedBands(Arrays.copyOf(bytes, dataAt), dataAt, unit.dataBytes(), all);
        } catch (IllegalArgumentException | ArithmeticException tooLarge) {
            throw new NoPreview("No preview is made: " + tooLarge.getMessage(), tooLarge);
        }
    }

    private static Shrinking shrunk(CompressedBands bands, FitsOutline.Unit unit, int side) throws IOException {
        int width = (int) unit.hdu().axis(1);
        int height = (int) unit.hdu().axis(2);
        long planes = 1;
        for (int axis = 3; axis <= unit.hdu().axes().size(); axis++) {
            planes = Math.multiplyExact(planes, unit.hdu().axis(axis));
        }
        Shrinking shrinking = new Shrinking(width, height, side);
        int tile = bands.tileHeight();
        int strip = Math.max(tile, STRIP_PIXELS / width / tile * tile);
        float[] row = new float[width];
        for (int y = 0; y < height; y += strip) {
            int rows = Math.min(strip, height - y);
            Object stored = bands.band(planes / 2, y, rows);
            for (int line = 0; line < rows; line++) {
                physical(unit.keywords(), stored, line * width, row);
                shrinking.accept(row, width);
            }
        }
        return shrinking;
    }

    private static void physical(Keywords k, Object stored, int from, float[] row) {
        double scale = k.number("BSCALE", 1);
        double zero = k.number("BZERO", 0);
        boolean integers = !(stored instanceof float[] || stored instanceof double[]);
        boolean blanks = integers && k.integer("BLANK").isPresent();
        long blank = k.integer("BLANK").orElse(0);
        boolean bytes = stored instanceof byte[];
        for (int i = 0; i < row.length; i++) {
            double value = Array.getDouble(stored, from + i);
            // FITS bytes have no sign; Java's have.
            value = bytes && value < 0 ? value + 256 : value;
            row[i] = blanks && value == blank ? Float.NaN : (float) (zero + scale * value);
        }
    }
}
