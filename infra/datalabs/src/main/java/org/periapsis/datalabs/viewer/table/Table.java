package org.periapsis.datalabs.viewer.table;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.periapsis.datalabs.viewer.file.StoredFile;
import org.periapsis.datalabs.viewer.file.Unit;
import org.periapsis.datalabs.viewer.file.UnreadableException;
import org.periapsis.fits.header.Keywords;

/** A table that is read row by row. */
public interface Table {
    /** Rows on a page at most. */
    int MOST_ROWS = 500;

    /** Bytes of a row at most. */
    long WIDEST_ROW = 16L << 20;

    /** What a reader of rows does with the numbers of one row. */
    @FunctionalInterface
    interface Numbers {
        /** @param values one for each column asked for, NaN where blank */
        void row(long row, double[] values);
    }

    /** Number of rows. */
    long rows();

    /** Name, unit, type and whether it can be plotted, of each column. */
    List<Map<String, Object>> columns();

    /** Cells of some rows, one list a row. */
    List<List<Object>> page(long from, int count) throws IOException;

    /** Passes the numbers of some columns by, in the order of the rows. */
    void numbers(int[] columns, Numbers to) throws IOException;

    /** As {@link #numbers}, of the elements of the arrays in one row. */
    void elements(long row, int[] columns, Numbers to) throws IOException;

    /** The table of a unit. */
    static Table of(StoredFile file, Unit unit) throws IOException {
        unit.check();
        Keywords k = file.keywords(unit);
        return switch (unit.kind()) {
            case TABLE -> BinaryTable.of(file, unit, k);
            case ASCII_TABLE -> AsciiTable.of(file, unit, k);
            default ->
                throw new UnreadableException(
                        "unit", "Extension " + unit.number() + " holds no table", "Choose an extension with a table");
        };
    }

    /** @throws UnreadableException when the rows are too wide to be read one at a time */
    static int rowBytes(Unit unit) throws UnreadableException {
        long bytes = unit.axis(1);
        if (bytes > WIDEST_ROW) {
            throw new UnreadableException(
                    "NAXIS1", "Rows of " + bytes + " bytes are too wide to be shown", "Open the table in a notebook");
        }
        return (int) bytes;
    }

    /** @throws UnreadableException when there is no such row or too many are asked for */
    default void check(long from, int count) throws UnreadableException {
        if (from < 0 || count < 1 || count > MOST_ROWS) {
            throw new UnreadableException(
                    "count", "A page has from 1 to " + MOST_ROWS + " rows", "Ask for fewer rows at a time");
        }
    }

    /** @throws UnreadableException when a column does not exist */
    default void check(int[] columns) throws UnreadableException {
        for (int column : columns) {
            if (column < 0 || column >= columns().size()) {
                throw new UnreadableException(
                        "column",
                        "There is no column " + column + " among " + columns().size(),
                        "Choose a column of the table");
            }
        }
    }
}
