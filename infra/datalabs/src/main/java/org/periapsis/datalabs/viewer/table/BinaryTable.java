package org.periapsis.datalabs.viewer.table;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.periapsis.datalabs.viewer.file.StoredFile;
import org.periapsis.datalabs.viewer.file.Unit;
import org.periapsis.datalabs.viewer.file.UnreadableException;
import org.periapsis.fits.header.Keywords;

/** A BINTABLE, read in pieces of bounded size. */
final class BinaryTable implements Table {
    private static final Pattern FORM = Pattern.compile("(\\d{0,9})([LXBIJKAEDCMPQS])(.?).*");
    private static final int MOST_FIELDS = 999;
    private static final int PIECE = 1 << 20;

    private final StoredFile file;
    private final Unit unit;
    private final int rowBytes;
    private final long heap;
    private final List<Column> columns;

    private BinaryTable(StoredFile file, Unit unit, int rowBytes, long heap, List<Column> columns) {
        this.file = file;
        this.unit = unit;
        this.rowBytes = rowBytes;
        this.heap = heap;
        this.columns = columns;
    }

    static BinaryTable of(StoredFile file, Unit unit, Keywords k) throws UnreadableException {
        int rowBytes = Table.rowBytes(unit);
        List<Column> columns = new ArrayList<>();
        long at = 0;
        long fields = Math.min(MOST_FIELDS, k.integer("TFIELDS").orElse(0));
        for (int n = 1; n <= fields; n++) {
            Column column = column(k, n, (int) at);
            at += column.width();
            if (at > rowBytes) {
                throw new UnreadableException(
                        "TFORM" + n,
                        "The columns up to " + n + " are wider than NAXIS1 = " + rowBytes + " bytes",
                        "Look at the header");
            }
            columns.add(column);
        }
        long rows = unit.axis(2);
        return new BinaryTable(file, unit, rowBytes, k.integer("THEAP").orElse(rowBytes * rows), List.copyOf(columns));
    }

    private static Column column(Keywords k, int n, int at) throws UnreadableException {
        Matcher form = FORM.matcher(k.text("TFORM" + n).orElse("").trim());
        if (!form.matches()) {
            throw new UnreadableException(
                    "TFORM" + n,
                    "TFORM" + n + " = " + k.text("TFORM" + n).orElse("") + " is no format",
                    "Look at the header");
        }
        char type = form.group(2).charAt(0);
        boolean variable = type == 'P' || type == 'Q';
        int repeat = form.group(1).isEmpty() ? 1 : Integer.parseInt(form.group(1));
        char elements = variable && !form.group(3).isEmpty() ? form.group(3).charAt(0) : type;
        return new Column(
                k.text("TTYPE" + n).orElse("column " + n),
                k.text("TUNIT" + n).orElse(""),
                type,
                repeat,
                elements,
                at,
                k.number("TSCAL" + n, 1),
                k.number("TZERO" + n, 0),
                k.integer("TNULL" + n));
    }

    @Override
    public long rows() {
        return unit.axis(2);
    }

    @Override
    public List<Map<String, Object>> columns() {
        List<Map<String, Object>> described = new ArrayList<>();
        for (Column column : columns) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("name", column.name());
            values.put("unit", column.unit());
            values.put("type", (column.repeat() == 1 ? "" : column.repeat()) + String.valueOf(column.type()));
            values.put("numeric", column.isNumeric());
            values.put("elements", column.isNumeric() ? column.repeat() : 1);
            described.add(values);
        }
        return described;
    }

    @Override
    public List<List<Object>> page(long from, int count) throws IOException {
        check(from, count);
        List<List<Object>> page = new ArrayList<>();
        for (long row = from; row < Math.min(rows(), from + count); row++) {
            ByteBuffer bytes = ByteBuffer.allocate(rowBytes);
            file.read(unit.dataAt() + row * rowBytes, bytes);
            List<Object> cells = new ArrayList<>();
            for (Column column : columns) {
                cells.add(column.isVariable() ? variable(column, bytes) : column.cell(bytes, 0));
            }
            page.add(cells);
        }
        return page;
    }

    /** The first elements of a variable array, which its descriptor places in the heap. */
    private Object variable(Column column, ByteBuffer row) throws IOException {
        boolean wide = column.type() == 'Q';
        if (column.repeat() == 0) {
            return null;
        }
        long count = wide ? row.getLong(column.at()) : row.getInt(column.at());
        long offset = wide ? row.getLong(column.at() + 8) : row.getInt(column.at() + 4);
        int bytes = Column.bytes(column.elements());
        long shown = Math.min(count, column.elements() == 'A' ? 256 : Column.SHOWN);
        long last = unit.dataBytes() - heap - shown * bytes;
        if (count <= 0 || bytes == 0 || heap < 0 || offset < 0 || offset > last) {
            return count <= 0 ? "[]" : count + " elements";
        }
        ByteBuffer elements = ByteBuffer.allocate((int) shown * bytes);
        file.read(unit.dataAt() + heap + offset, elements);
        if (column.elements() == 'A') {
            return StandardCharsets.ISO_8859_1.decode(elements).toString();
        }
        return column.array(elements, 0, count, column.elements());
    }

    @Override
    public void numbers(int[] chosen, Numbers to) throws IOException {
        check(chosen);
        int rows = (int) Math.max(1, Math.min(rows(), PIECE / Math.max(1, rowBytes)));
        ByteBuffer piece = ByteBuffer.allocate(rows * rowBytes);
        double[] values = new double[chosen.length];
        for (long first = 0; first < rows(); first += rows) {
            int n = (int) Math.min(rows, rows() - first);
            piece.clear().limit(n * rowBytes);
            file.read(unit.dataAt() + first * rowBytes, piece);
            for (int row = 0; row < n; row++) {
                for (int i = 0; i < chosen.length; i++) {
                    Column column = columns.get(chosen[i]);
                    values[i] = column.isNumeric() ? column.number(piece, row * rowBytes, 0) : Double.NaN;
                }
                to.row(first + row, values);
            }
        }
    }

    @Override
    public void elements(long row, int[] chosen, Numbers to) throws IOException {
        check(chosen);
        if (row < 0 || row >= rows()) {
            throw new UnreadableException("row", "There is no row " + row + " among " + rows(), "Choose another row");
        }
        ByteBuffer bytes = ByteBuffer.allocate(rowBytes);
        file.read(unit.dataAt() + row * rowBytes, bytes);
        double[] values = new double[chosen.length];
        int most = 0;
        for (int column : chosen) {
            most = Math.max(
                    most, columns.get(column).isNumeric() ? columns.get(column).repeat() : 0);
        }
        for (int element = 0; element < most; element++) {
            for (int i = 0; i < chosen.length; i++) {
                Column column = columns.get(chosen[i]);
                boolean there = column.isNumeric() && element < column.repeat();
                values[i] = there ? column.number(bytes, 0, element) : Double.NaN;
            }
            to.row(element, values);
        }
    }
}
