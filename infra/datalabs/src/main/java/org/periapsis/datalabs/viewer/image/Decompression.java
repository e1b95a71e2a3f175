package org.periapsis.datalabs.viewer.image;

import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.OptionalLong;
import org.periapsis.datalabs.fits.Values;
import org.periapsis.datalabs.viewer.file.Spool;
import org.periapsis.datalabs.viewer.file.StoredFile;
import org.periapsis.datalabs.viewer.file.Unit;
import org.periapsis.datalabs.viewer.file.UnreadableException;
import org.periapsis.fits.file.CompressedBands;
import org.periapsis.fits.header.Keywords;
import org.periapsis.fits.picture.PixelFormat;

/** Tile-compressed images (FITS standard 4.0, section 10) as plain ones in scratch space, a band of tiles at a time. */
final class Decompression {
    private static final int BAND_PIXELS = 1 << 20;
    private static final int PIECE = 1 << 16;

    private Decompression() {}

    /** The physical values as floats. */
    static Raster of(StoredFile stored, Unit unit, Keywords k, Spool spool) throws IOException {
        int width = Raster.width(unit);
        int height = Raster.height(unit);
        int planes = Raster.planes(unit);
        CompressedBands bands = bands(stored, unit);
        FileChannel file =
                spool.file(4L * width * height * planes, "The compressed image of extension " + unit.number());
        try {
            Values values = new Values(
                    k.number("BSCALE", 1),
                    k.number("BZERO", 0),
                    k.integer("BLANK").isPresent()
                            ? Long.valueOf(k.integer("BLANK").getAsLong())
                            : null);
            int tile = bands.tileHeight();
            int rows = Math.max(tile, BAND_PIXELS / width / tile * tile);
            for (int plane = 0; plane < planes; plane++) {
                for (int y = 0; y < height; y += rows) {
                    int n = Math.min(rows, height - y);
                    write(values, bands.band(plane, y, n), n * width, file);
                }
            }
            return new Raster(file, 0, new PixelFormat(-32, 1, 0, OptionalLong.empty()), width, height, planes);
        } catch (IOException | RuntimeException damaged) {
            file.close();
            throw unreadable(String.valueOf(damaged.getMessage()), damaged);
        } catch (Error exhausted) {
            file.close();
            throw exhausted;
        }
    }

    private static CompressedBands bands(StoredFile stored, Unit unit) throws IOException {
        try {
            return new CompressedBands(stored.header(unit), unit.dataAt(), unit.dataBytes(), stored::read);
        } catch (IllegalArgumentException | ArithmeticException tooLarge) {
            throw unreadable(tooLarge.getMessage(), tooLarge);
        }
    }

    private static void write(Values values, Object band, int pixels, FileChannel file) throws IOException {
        if (Array.getLength(band) != pixels) {
            throw new IOException("its tiles have " + Array.getLength(band) + " pixels instead of " + pixels);
        }
        ByteBuffer bytes = ByteBuffer.allocate(PIECE * Float.BYTES);
        for (int from = 0; from < pixels; from += PIECE) {
            Object piece = Array.newInstance(band.getClass().getComponentType(), Math.min(PIECE, pixels - from));
            System.arraycopy(band, from, piece, 0, Array.getLength(piece));
            bytes.clear();
            for (double value : values.of(piece)) {
                bytes.putFloat((float) value);
            }
            Spool.write(file, bytes.flip());
        }
    }

    private static UnreadableException unreadable(String why, Exception cause) {
        UnreadableException unreadable = new UnreadableException(
                "ZCMPTYPE",
                "The compressed image cannot be opened: " + why,
                "Unpack the image in a notebook (funpack)");
        unreadable.initCause(cause);
        return unreadable;
    }
}
