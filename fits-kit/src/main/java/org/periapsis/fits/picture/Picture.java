package org.periapsis.fits.picture;

import java.io.IOException;

/**
 * A small image in memory.
 *
 * @param values physical, first axis fastest, from the bottom row as FITS has it; NaN where blank
 */
@SuppressWarnings("ArrayRecordComponent")
public record Picture(int width, int height, float[] values) {

    public Picture {
        if (width < 1 || height < 1 || values.length != Math.multiplyExact(width, height)) {
            throw new IllegalArgumentException(width + " x " + height + " pixels are not " + values.length);
        }
    }

    /** As PNG, last row at the top as people look at the sky; blank pixels are transparent. */
    public byte[] png(Limits limits, Stretch stretch, ColourMap colours) throws IOException {
        int[] argb = new int[values.length];
        int at = 0;
        for (int y = height - 1; y >= 0; y--) {
            for (int x = 0; x < width; x++) {
                float value = values[y * width + x];
                argb[at++] = Float.isNaN(value) ? 0 : colours.of(stretch.apply(limits.share(value)));
            }
        }
        return Png.encode(width, height, argb);
    }
}
