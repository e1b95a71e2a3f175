package org.periapsis.ingest.adapter.fits.preview;

import java.io.IOException;
import java.util.List;
import org.periapsis.fits.header.HeaderException;

/**
 * Headers and small pictures of one file that is read by ranges: of a plain file only what is needed, a gzip file from its
 * beginning. The memory it takes is bounded. Blocks: for worker threads.
 */
public final class FilePreviews {
    private static final long MOST_COMPRESSED = 512L << 20;
    private static final long MOST_INFLATED = 1L << 30;

    private final Ranges ranges;
    private final long size;

    public FilePreviews(Ranges ranges, long size) {
        this.ranges = ranges;
        this.size = size;
    }

    /** @return what the file's headers say; without units when it is no FITS file */
    public FitsOutline outline() throws IOException {
        try (FitsBytes file = open()) {
            return new FitsWalk(file).outline();
        } catch (NoPreview tooLong) {
            return new FitsOutline(List.of(), false);
        }
    }

    /**
     * The first picture or plot that the file has.
     *
     * @param side of the picture, pixels
     * @return a PNG
     * @throws NoPreview when there is none, with the reason
     */
    public byte[] png(int side) throws IOException {
        FitsOutline outline = outline();
        if (outline.units().isEmpty()) {
            throw new NoPreview("It is not a FITS file");
        }
        for (FitsOutline.Unit unit : outline.units()) {
            if (ImagePreview.fits(unit) || TablePreview.fits(unit) || LinePreview.fits(unit)) {
                return png(unit, side);
            }
        }
        throw new NoPreview("It has neither an image nor a table with columns of numbers");
    }

    private byte[] png(FitsOutline.Unit unit, int side) throws IOException {
        try (FitsBytes file = open()) {
            if (unit.compressed()) {
                return CompressedPreview.png(file, unit, side);
            }
            if (ImagePreview.fits(unit)) {
                return ImagePreview.png(file, unit, side);
            }
            return unit.table() ? TablePreview.png(file, unit, side) : LinePreview.png(file, unit, side);
        } catch (HeaderException absurd) {
            throw new NoPreview(String.valueOf(absurd.getMessage()), absurd);
        }
    }

    private FitsBytes open() throws IOException {
        FitsBytes plain = new RangedBytes(ranges, size);
        byte[] magic = new byte[2];
        int n = plain.read(magic, 0, 2);
        plain.close();
        if (n < 2 || magic[0] != 0x1f || magic[1] != (byte) 0x8b) {
            return new RangedBytes(ranges, size);
        }
        if (size > MOST_COMPRESSED) {
            throw new NoPreview("It is a gzip file of more than " + (MOST_COMPRESSED >> 20) + " MiB");
        }
        return new InflatedBytes(ranges.open(0, size), MOST_INFLATED);
    }
}
