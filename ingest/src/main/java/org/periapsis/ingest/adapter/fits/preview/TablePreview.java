package org.periapsis.ingest.adapter.fits.preview;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A plot of a table: a light curve, a spectrum or a catalogue. Of a very large one only every so many rows are read. */
final class TablePreview {
    private static final long BYTES = 64L << 20;
    private static final int ROW_BYTES = 16 << 20;
    private static final int POINTS = 200_000;

    private TablePreview() {}

    static boolean fits(FitsOutline.Unit unit) {
        return unit.table() && axes(unit).isPresent();
    }

    private static Optional<PlotAxes> axes(FitsOutline.Unit unit) {
        long rowBytes = unit.hdu().axes().isEmpty() ? 0 : unit.hdu().axis(1);
        if (unit.rows() == 0 || rowBytes < 1 || rowBytes > ROW_BYTES) {
            return Optional.empty();
        }
        return PlotAxes.of(TableColumn.of(unit, (int) rowBytes), unit.rows());
    }

    static byte[] png(FitsBytes file, FitsOutline.Unit unit, int side) throws IOException {
        PlotAxes axes = axes(unit).orElseThrow(() -> new NoPreview("Its tables have no column to plot"));
        int rowBytes = (int) unit.hdu().axis(1);
        int each = axes.y().repeat();
        long most = Math.max(1, Math.min(BYTES / rowBytes, Math.max(1, POINTS / each)));
        long every = Math.max(1, (unit.rows() + most - 1) / most);
        Plot plot = new Plot(side, axes.sky());
        byte[] row = new byte[rowBytes];
        ByteBuffer stored = ByteBuffer.wrap(row);
        file.skip(unit.dataAt() - file.position());
        if (every == 1) {
            file.expect(unit.rows() * rowBytes);
        }
        for (long n = 0; n < unit.rows() && plot.points() < POINTS; n += every) {
            if (file.read(row, 0, rowBytes) < rowBytes) {
                throw new NoPreview("The file ends before its table does");
            }
            for (int i = 0; i < each && plot.points() < POINTS; i++) {
                plot.add(
                        axes.x() == null ? n * each + i : axes.x().value(stored, i),
                        axes.y().value(stored, i));
            }
            file.skip((every - 1) * rowBytes);
        }
        return plot.png();
    }
}
