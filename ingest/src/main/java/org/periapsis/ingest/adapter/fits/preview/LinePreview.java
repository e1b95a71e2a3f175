package org.periapsis.ingest.adapter.fits.preview;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.periapsis.fits.picture.PixelFormat;

/** A plot of an image of one row, which is a spectrum or a series. */
final class LinePreview {
    private static final int POINTS = 200_000;
    private static final int BYTES = 16 << 20;

    private LinePreview() {}

    static boolean fits(FitsOutline.Unit unit) {
        return unit.hdu().hasPixels() && !unit.compressed() && unit.hdu().axis(1) > 1;
    }

    static byte[] png(FitsBytes file, FitsOutline.Unit unit, int side) throws IOException {
        PixelFormat format = PixelFormat.of(unit.keywords());
        int pixels = (int) Math.min(unit.hdu().axis(1), BYTES / format.bytes());
        byte[] stored = new byte[pixels * format.bytes()];
        file.skip(unit.dataAt() - file.position());
        file.expect(stored.length);
        if (file.read(stored, 0, stored.length) < stored.length) {
            throw new NoPreview("The file ends before its image does");
        }
        ByteBuffer buffer = ByteBuffer.wrap(stored);
        double first = unit.keywords().number("CRVAL1", 0);
        double step = unit.keywords().number("CDELT1", 1);
        Plot plot = new Plot(side, false);
        int every = Math.max(1, (pixels + POINTS - 1) / POINTS);
        for (int i = 0; i < pixels; i += every) {
            plot.add(first + step * i, format.value(buffer, i * format.bytes()));
        }
        return plot.png();
    }
}
