package org.periapsis.datalabs.statistics;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import nom.tam.fits.BinaryTable;
import nom.tam.fits.BinaryTableHDU;
import nom.tam.fits.Fits;
import nom.tam.fits.FitsException;
import nom.tam.fits.FitsFactory;
import nom.tam.fits.Header;
import nom.tam.fits.NullDataHDU;
import nom.tam.util.FitsFile;
import org.periapsis.datalabs.selection.Selection.Product;

/**
 * Writes statistics as a product of its own: a FITS binary table whose primary header carries the input's position and
 * names, so that it takes its place on the sky beside what it describes. The same input gives the same bytes.
 */
final class StatisticsTable {

    static final String CREATOR = "periapsis statistics 1.0.0";
    private static final List<String> COLUMNS = List.of(
            "FILE", "HDU", "EXTNAME", "QUANTITY", "UNIT", "N", "FINITE", "MIN", "MAX", "MEAN", "MEDIAN", "STDDEV");

    private final Product input;
    private final List<Row> rows;

    StatisticsTable(Product input, List<Row> rows) {
        this.input = input;
        this.rows = rows;
    }

    void writeFits(Path file) throws IOException {
        FitsFactory.setLongStringsEnabled(true);
        Files.deleteIfExists(file);
        try (Fits fits = new Fits();
                FitsFile out = new FitsFile(file.toFile(), "rw")) {
            fits.addHDU(primary());
            fits.addHDU(table());
            // The library writes the time of day here; the same input is to give the same bytes.
            fits.getHDU(0).getHeader().findCard("SIMPLE").setComment("FITS standard 4.0");
            fits.write(out);
        } catch (FitsException failure) {
            throw new IOException(
                    "The table of " + input.id() + " cannot be written: " + failure.getMessage(), failure);
        }
    }

    private NullDataHDU primary() throws FitsException {
        NullDataHDU unit = new NullDataHDU();
        Header header = unit.getHeader();
        header.addValue("EXTEND", true, "the table follows");
        text(header, "OBJECT", "target_name", "target of the input");
        text(header, "TELESCOP", "facility_name", "telescope of the input");
        text(header, "INSTRUME", "instrument_name", "instrument of the input");
        number(header, "RA", "s_ra", "[deg] centre of the input, ICRS");
        number(header, "DEC", "s_dec", "[deg] centre of the input, ICRS");
        header.addValue("RADESYS", "ICRS", "of RA and DEC");
        header.addValue("EQUINOX", 2000.0, "of RA and DEC");
        number(header, "MJD-OBS", "t_min", "[d] start of the input");
        number(header, "MJD-END", "t_max", "[d] end of the input");
        number(header, "EXPTIME", "t_exptime", "[s] exposure of the input");
        header.addValue("CREATOR", CREATOR, "datalab and version");
        header.addValue("INPUTID", input.id(), "product this describes");
        return unit;
    }

    private BinaryTableHDU table() throws FitsException {
        Object[] columns = {
            strings(Row::file),
            rows.stream().mapToInt(Row::hdu).toArray(),
            strings(Row::extension),
            strings(Row::quantity),
            strings(Row::unit),
            longs(Statistics::count),
            longs(Statistics::finite),
            doubles(Statistics::min),
            doubles(Statistics::max),
            doubles(Statistics::mean),
            doubles(Statistics::median),
            doubles(Statistics::stddev)
        };
        BinaryTableHDU unit = BinaryTable.fromColumnMajor(columns).toHDU();
        for (int i = 0; i < COLUMNS.size(); i++) {
            unit.setColumnName(i, COLUMNS.get(i), null);
        }
        unit.getHeader().addValue("EXTNAME", "STATISTICS", "one row an image or a column");
        return unit;
    }

    void writeCsv(Path file) throws IOException {
        StringBuilder text = new StringBuilder(String.join(",", COLUMNS).toLowerCase(Locale.ROOT)).append('\n');
        for (Row row : rows) {
            Statistics v = row.values();
            text.append(quoted(row.file())).append(',').append(row.hdu()).append(',');
            text.append(quoted(row.extension()))
                    .append(',')
                    .append(quoted(row.quantity()))
                    .append(',');
            text.append(quoted(row.unit()))
                    .append(',')
                    .append(v.count())
                    .append(',')
                    .append(v.finite());
            for (double number : new double[] {v.min(), v.max(), v.mean(), v.median(), v.stddev()}) {
                text.append(',').append(Double.isNaN(number) ? "" : Double.toString(number));
            }
            text.append('\n');
        }
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }

    /** RFC 4180. */
    private static String quoted(String text) {
        return text.matches("[\\w .:/^*()+-]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    private void text(Header header, String keyword, String term, String comment) throws FitsException {
        String value = input.text(term).orElse("");
        if (!value.isBlank()) {
            // FITS headers are ASCII.
            header.addValue(keyword, value.replaceAll("[^\\x20-\\x7e]", "?"), comment);
        }
    }

    private void number(Header header, String keyword, String term, String comment) throws FitsException {
        Double value = input.number(term).orElse(null);
        if (value != null) {
            header.addValue(keyword, value, comment);
        }
    }

    /** A column of nothing but empty texts would have no width. */
    private String[] strings(Function<Row, String> field) {
        return rows.stream().map(field).map(text -> text.isEmpty() ? " " : text).toArray(String[]::new);
    }

    private long[] longs(ToLongFunction<Statistics> field) {
        return rows.stream().map(Row::values).mapToLong(field).toArray();
    }

    private double[] doubles(ToDoubleFunction<Statistics> field) {
        return rows.stream().map(Row::values).mapToDouble(field).toArray();
    }
}
