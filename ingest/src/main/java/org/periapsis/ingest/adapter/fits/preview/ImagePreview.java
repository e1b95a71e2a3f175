package org.periapsis.ingest.adapter.fits.preview;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.periapsis.fits.picture.ColourMap;
import org.periapsis.fits.picture.Limits;
import org.periapsis.fits.picture.Picture;
import org.periapsis.fits.picture.PixelFormat;
import org.periapsis.fits.picture.Shrinking;
import org.periapsis.fits.picture.Stretch;

/**
 * A small picture of an image, or of the middle plane of a cube: read row by row, of a very large one only every so many rows and
 * pixels.
 */
final class ImagePreview {
    /** Bytes of a plane that are read; of a larger one as many rows as come to this. */
    private static final long BYTES = 256L << 20;

    private static final int ROW_BYTES = 8 << 20;

    private ImagePreview() {}

    static boolean fits(FitsOutline.Unit unit) {
        return unit.hdu().hasPixels() && unit.hdu().axis(1) > 1 && unit.hdu().axis(2) > 1;
    }

    /** @throws NoPreview when a row alone is too much */
    static byte[] png(FitsBytes file, FitsOutline.Unit unit, int side) throws IOException {
        PixelFormat format = PixelFormat.of(unit.keywords());
        long width = unit.hdu().axis(1);
        long height = unit.hdu().axis(2);
        long rowBytes = width > ROW_BYTES ? Long.MAX_VALUE : width * format.bytes();
        if (rowBytes > ROW_BYTES || height > Integer.MAX_VALUE) {
            throw new NoPreview("Its rows are longer than " + (ROW_BYTES >> 20) + " MiB");
        }
        long planeBytes = rowBytes * height;
        file.skip(unit.dataAt() - file.position() + middle(unit.hdu().axes()) * planeBytes);
        int every = (int) Math.max(1, (planeBytes + BYTES - 1) / BYTES);
        if (every == 1) {
            file.expect(planeBytes);
        }
        Shrinking shrinking =
                new Shrinking((int) ((width + every - 1) / every), (int) ((height + every - 1) / every), side);
        byte[] stored = new byte[(int) rowBytes];
        float[] row = new float[(int) width];
        for (long y = 0; y < height; y += every) {
            if (file.read(stored, 0, stored.length) < stored.length) {
                throw new NoPreview("The file ends before its image does");
            }
            format.decode(ByteBuffer.wrap(stored), (int) width, row, 0);
            shrinking.accept(row, thinned(row, every));
            if (every > 1) {
                file.skip((every - 1) * rowBytes);
            }
        }
        return drawn(shrinking.picture());
    }

    /** Limits as zscale sees them, and asinh between them, which shows faint and bright at once. */
    static byte[] drawn(Picture picture) throws IOException {
        for (float value : picture.values()) {
            if (Float.isFinite(value)) {
                return picture.png(Limits.named("zscale", picture.values()), Stretch.ASINH, ColourMap.GREY);
            }
        }
        throw new NoPreview("All of its pixels are blank");
    }

    /** Number of the middle plane, counted through all axes after the second. */
    private static long middle(List<Long> axes) {
        long planes = 1;
        for (int axis = 2; axis < axes.size(); axis++) {
            planes *= axes.get(axis);
        }
        return planes / 2;
    }

    /** Keeps every so many pixels of a row. @return how many these are */
    private static int thinned(float[] row, int every) {
        int kept = 0;
        for (int x = 0; x < row.length; x += every) {
            row[kept++] = row[x];
        }
        return kept;
    }
}
