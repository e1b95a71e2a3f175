package org.periapsis.fits.picture;

import java.util.Arrays;

/**
 * Makes a picture with at most so many pixels on a side from the rows of an image of any size, as they come: each pixel is
 * the mean of the finite ones that it stands for. Takes the memory of the small picture and of one row of it.
 */
public final class Shrinking {
    private final int step;
    private final int width;
    private final int height;
    private final float[] values;
    private final double[] sums;
    private final int[] counts;
    private final long rows;
    private long taken;

    /**
     * @param width pixels in a row
     * @param height rows that will come
     * @param side longest side of the picture
     */
    public Shrinking(int width, int height, int side) {
        long longest = Math.max(width, height);
        this.step = (int) Math.max(1, (longest + side - 1) / side);
        this.width = (int) (((long) width + step - 1) / step);
        this.height = (int) (((long) height + step - 1) / step);
        this.rows = height;
        this.values = new float[this.width * this.height];
        this.sums = new double[this.width];
        this.counts = new int[this.width];
    }

    /** Takes the next row, from the bottom. */
    public void accept(float[] row, int pixels) {
        for (int x = 0; x < pixels; x++) {
            if (Float.isFinite(row[x])) {
                sums[x / step] += row[x];
                counts[x / step]++;
            }
        }
        taken++;
        if (taken % step == 0 || taken == rows) {
            int at = (int) ((taken - 1) / step) * width;
            for (int x = 0; x < width; x++) {
                values[at + x] = counts[x] == 0 ? Float.NaN : (float) (sums[x] / counts[x]);
            }
            Arrays.fill(sums, 0);
            Arrays.fill(counts, 0);
        }
    }

    /**
     * The picture.
     *
     * @throws IllegalStateException when rows are missing
     */
    public Picture picture() {
        if (taken != rows) {
            throw new IllegalStateException((rows - taken) + " of " + rows + " rows are missing");
        }
        return new Picture(width, height, values);
    }
}
