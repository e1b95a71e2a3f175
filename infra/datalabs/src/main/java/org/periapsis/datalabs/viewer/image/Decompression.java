package org.periapsis.datalabs.viewer.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalLong;
import nom.tam.fits.BasicHDU;
import nom.tam.fits.Fits;
import nom.tam.image.compression.hdu.CompressedImageHDU;
import org.periapsis.datalabs.fits.Values;
import org.periapsis.datalabs.viewer.file.Spool;
import org.periapsis.datalabs.viewer.file.Unit;
import org.periapsis.datalabs.viewer.file.UnreadableException;
import org.periapsis.fits.header.Keywords;
import org.periapsis.fits.picture.PixelFormat;

/** Tile-compressed images (FITS standard 4.0, section 10) as plain ones in scratch space, a band of tiles at a time. */
final class Decompression {
    private static final int MOST_BAND_PIXELS = 4 << 20;
    private static final int BAND_PIXELS = 1 << 20;

    private Decompression() {}

    /** The physical values as floats. */
    static Raster of(Path path, Unit unit, Keywords k, Spool spool) throws IOException {
        int width = Raster.width(unit);
        int height = Raster.height(unit);
        int planes = Raster.planes(unit);
        long tile = band(unit, k, width);
        FileChannel file =
                spool.file(4L * width * height * planes, "The compressed image of extension " + unit.number());
        try (Fits fits = new Fits(path.toFile())) {
            BasicHDU<?> hdu = fits.getHDU(unit.number());
            if (!(hdu instanceof CompressedImageHDU compressed)) {
                throw unreadable("it is not read as one", null);
            }
            Values values = new Values(
                    k.number("BSCALE", 1),
                    k.number("BZERO", 0),
                    k.integer("BLANK").isPresent()
                            ? Long.valueOf(k.integer("BLANK").getAsLong())
                            : null);
            int rows = (int) Math.max(tile, BAND_PIXELS / width / tile * tile);
            for (int plane = 0; plane < planes; plane++) {
                for (int y = 0; y < height; y += rows) {
                    int n = Math.min(rows, height - y);
                    Object band = compressed
                            .getTileHDU(corner(unit, plane, y), lengths(unit, n))
                            .getKernel();
                    write(values.of(band), file);
                }
            }
            return new Raster(file, 0, new PixelFormat(-32, 1, 0, OptionalLong.empty()), width, height, planes);
        } catch (RuntimeException damaged) {
            file.close();
            throw unreadable(String.valueOf(damaged.getMessage()), damaged);
        } catch (IOException failure) {
            file.close();
            throw failure;
        }
    }

    /** Rows of a tile. */
    private static long band(Unit unit, Keywords k, int width) throws UnreadableException {
        long rows = Math.max(1, Math.min(unit.axis(2), k.integer("ZTILE2").orElse(1)));
        long across = Math.max(1, k.integer("ZTILE1").orElse(width));
        long deep = 1;
        for (int axis = 3; axis <= unit.axes().size(); axis++) {
            deep = Math.max(deep, k.integer("ZTILE" + axis).orElse(1));
        }
        if (rows * width > MOST_BAND_PIXELS || across > MOST_BAND_PIXELS || rows * across > MOST_BAND_PIXELS / deep) {
            throw new UnreadableException(
                    "ZTILE2",
                    "The image is compressed in tiles of " + across + " x " + rows + " pixels, too large to be opened",
                    "Unpack the image in a notebook (funpack)");
        }
        return rows;
    }

    /** Axes slowest first. */
    private static int[] corner(Unit unit, int plane, int y) {
        int[] corner = new int[unit.axes().size()];
        int rest = plane;
        for (int axis = 3; axis <= corner.length; axis++) {
            int length = (int) unit.axis(axis);
            corner[corner.length - axis] = rest % length;
            rest /= length;
        }
        if (corner.length > 1) {
            corner[corner.length - 2] = y;
        }
        return corner;
    }

    private static int[] lengths(Unit unit, int rows) {
        int[] lengths = new int[unit.axes().size()];
        Arrays.fill(lengths, 1);
        lengths[lengths.length - 1] = (int) unit.axis(1);
        if (lengths.length > 1) {
            lengths[lengths.length - 2] = rows;
        }
        return lengths;
    }

    private static void write(double[] values, FileChannel file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
        for (double value : values) {
            bytes.putFloat((float) value);
        }
        Spool.write(file, bytes.flip());
    }

    private static UnreadableException unreadable(String why, Exception cause) {
        UnreadableException unreadable = new UnreadableException(
                "ZCMPTYPE",
                "The compressed image cannot be opened: " + why,
                "Unpack the image in a notebook (funpack)");
        if (cause != null) {
            unreadable.initCause(cause);
        }
        return unreadable;
    }
}
