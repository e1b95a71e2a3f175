package org.periapsis.datalabs.viewer.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.periapsis.datalabs.viewer.file.StoredFile;
import org.periapsis.datalabs.viewer.file.Unit;
import org.periapsis.datalabs.viewer.file.UnreadableException;
import org.periapsis.fits.header.Keywords;
import org.periapsis.fits.picture.PixelFormat;

/**
 * An image of two or more axes that is read from disk piece by piece. Pixels are counted from 0, rows from the bottom,
 * planes through all axes after the second.
 *
 * @param at first byte of the first pixel
 */
public record Raster(FileChannel channel, long at, PixelFormat format, int width, int height, int planes) {
    /** A row is held in memory, several times over. */
    private static final long WIDEST = 1L << 20;

    /**
     * The image of a unit that is stored plainly.
     *
     * @throws UnreadableException when it is none, or larger than what can be shown
     */
    public static Raster of(StoredFile file, Unit unit, Keywords k) throws IOException {
        return new Raster(file.channel(), unit.dataAt(), PixelFormat.of(k), width(unit), height(unit), planes(unit));
    }

    static int width(Unit unit) throws UnreadableException {
        unit.check();
        if (!unit.isImage()) {
            throw new UnreadableException(
                    "unit", "Extension " + unit.number() + " holds no image", "Choose an extension with an image");
        }
        if (unit.axis(1) > WIDEST) {
            throw new UnreadableException(
                    "NAXIS1",
                    "Rows of " + unit.axis(1) + " pixels are wider than the " + WIDEST + " that are shown",
                    "Cut out a part of the image in a notebook");
        }
        return (int) unit.axis(1);
    }

    static int height(Unit unit) throws UnreadableException {
        return within(unit.axis(2), "NAXIS2");
    }

    static int planes(Unit unit) throws UnreadableException {
        long planes = 1;
        for (int axis = 3; axis <= unit.axes().size(); axis++) {
            planes = within(Math.multiplyExact(planes, unit.axis(axis)), "NAXIS" + axis);
        }
        return (int) planes;
    }

    private static int within(long length, String axis) throws UnreadableException {
        if (length > Integer.MAX_VALUE - 8) {
            throw new UnreadableException(
                    axis, axis + " makes more rows or planes than are shown", "Cut out a part of it in a notebook");
        }
        return (int) length;
    }

    /** Reads pixels of one row. */
    public void pixels(int plane, int x, int y, int count, float[] into, int from) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count * format.bytes());
        StoredFile.read(channel, place(plane, x, y), bytes);
        format.decode(bytes, count, into, from);
    }

    /** Reads whole rows into the start of an array, through a buffer that has room for them. */
    void rows(int plane, int y, int rows, ByteBuffer through, float[] into) throws IOException {
        through.clear().limit(rows * width * format.bytes());
        StoredFile.read(channel, place(plane, 0, y), through);
        format.decode(through, rows * width, into, 0);
    }

    /** The exact value of one pixel; NaN when it is blank. */
    public double value(int plane, int x, int y) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(format.bytes());
        StoredFile.read(channel, place(plane, x, y), bytes);
        return format.value(bytes, 0);
    }

    private long place(int plane, int x, int y) {
        return at + (((long) plane * height + y) * width + x) * format.bytes();
    }
}
