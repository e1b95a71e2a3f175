package org.periapsis.datalabs.statistics;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import nom.tam.fits.BasicHDU;
import nom.tam.fits.Fits;
import nom.tam.fits.FitsException;
import nom.tam.fits.Header;
import nom.tam.fits.ImageHDU;
import nom.tam.fits.TableHDU;
import nom.tam.image.compression.hdu.CompressedImageHDU;
import org.periapsis.datalabs.fits.FitsFiles;
import org.periapsis.datalabs.fits.Values;

/** Computes the statistics of each image and each numeric table column of a FITS file. */
final class FileStatistics {

    private final Path file;
    private final List<Row> rows = new ArrayList<>();

    private FileStatistics(Path file) {
        this.file = file;
    }

    /**
     * Reads a whole file.
     *
     * @throws IOException naming file and unit, when it is not readable as FITS
     */
    static List<Row> of(Path file) throws IOException {
        FileStatistics statistics = new FileStatistics(file);
        int number = 0;
        try (Fits fits = FitsFiles.open(file)) {
            for (BasicHDU<?> unit = fits.readHDU(); unit != null; unit = fits.readHDU()) {
                statistics.add(number, unit);
                number++;
            }
        } catch (IllegalArgumentException | IllegalStateException unreadable) {
            throw new IOException(file.getFileName() + ", unit " + number + ": " + unreadable.getMessage(), unreadable);
        }
        if (number == 0) {
            throw new IOException(file.getFileName() + " is not a FITS file");
        }
        return List.copyOf(statistics.rows);
    }

    private void add(int number, BasicHDU<?> unit) throws FitsException {
        if (unit instanceof CompressedImageHDU compressed) {
            image(number, compressed.asImageHDU());
        } else if (unit instanceof ImageHDU image) {
            image(number, image);
        } else if (unit instanceof TableHDU<?> table) {
            for (int column = 0; column < table.getNCols(); column++) {
                column(number, table, column);
            }
        }
    }

    private void image(int number, ImageHDU unit) throws FitsException {
        Header header = unit.getHeader();
        int axes = header.getIntValue("NAXIS");
        if (axes == 0 || unit.getKernel() == null) {
            return;
        }
        Long blank = header.containsKey("BLANK") ? Long.valueOf(header.getLongValue("BLANK")) : null;
        Values values = new Values(header.getDoubleValue("BSCALE", 1), header.getDoubleValue("BZERO", 0), blank);
        row(number, header, "pixels", header.getStringValue("BUNIT"), values.of(unit.getKernel()));
    }

    private void column(int number, TableHDU<?> table, int index) throws FitsException {
        Header header = table.getHeader();
        String n = Integer.toString(index + 1);
        Long blank = header.containsKey("TNULL" + n) ? integer(header.getStringValue("TNULL" + n), header, n) : null;
        Values values = new Values(header.getDoubleValue("TSCAL" + n, 1), header.getDoubleValue("TZERO" + n, 0), blank);
        double[] numbers = values.of(table.getColumn(index));
        if (numbers.length > 0) {
            String name = Objects.requireNonNullElse(table.getColumnName(index), "column " + n);
            row(number, header, name, header.getStringValue("TUNIT" + n), numbers);
        }
    }

    /** In an ASCII table the null value is text, in a binary one a number. */
    private static Long integer(String text, Header header, String n) {
        if (text == null) {
            return header.getLongValue("TNULL" + n);
        }
        try {
            return Long.valueOf(text.strip());
        } catch (NumberFormatException textOfAnAsciiTable) {
            return null;
        }
    }

    private void row(int number, Header header, String quantity, String unit, double[] numbers) {
        rows.add(new Row(
                file.getFileName().toString(),
                number,
                Objects.requireNonNullElse(header.getStringValue("EXTNAME"), "").strip(),
                quantity.strip(),
                Objects.requireNonNullElse(unit, "").strip(),
                Statistics.of(numbers)));
    }
}
