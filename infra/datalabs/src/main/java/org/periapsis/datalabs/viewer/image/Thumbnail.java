package org.periapsis.datalabs.viewer.image;

import java.io.IOException;
import org.periapsis.fits.picture.ColourMap;
import org.periapsis.fits.picture.Limits;
import org.periapsis.fits.picture.Picture;
import org.periapsis.fits.picture.Stretch;

/** A small picture of a plane from a few of its rows: quick, whatever the size of the image. */
public final class Thumbnail {
    private static final int SIDE = 112;

    private Thumbnail() {}

    /** As PNG, with zscale limits and an asinh stretch. */
    public static byte[] png(Raster raster, int plane) throws IOException {
        int step = Math.max(1, (Math.max(raster.width(), raster.height()) + SIDE - 1) / SIDE);
        int width = (raster.width() + step - 1) / step;
        int height = (raster.height() + step - 1) / step;
        float[] row = new float[raster.width()];
        float[] values = new float[width * height];
        for (int y = 0; y < height; y++) {
            raster.pixels(plane, 0, Math.min(raster.height() - 1, y * step + step / 2), row.length, row, 0);
            for (int x = 0; x < width; x++) {
                values[y * width + x] = mean(row, x * step, Math.min(row.length, (x + 1) * step));
            }
        }
        return new Picture(width, height, values).png(Limits.named("zscale", values), Stretch.ASINH, ColourMap.GREY);
    }

    private static float mean(float[] row, int from, int to) {
        double sum = 0;
        int n = 0;
        for (int x = from; x < to; x++) {
            if (Float.isFinite(row[x])) {
                sum += row[x];
                n++;
            }
        }
        return n == 0 ? Float.NaN : (float) (sum / n);
    }
}
