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

/** A TABLE, whose cells are text: FITS standard 4.0, section 7.2. */
final class AsciiTable implements Table {
    private static final Pattern FORM = Pattern.compile("([AIFED])(\\d{1,5})(?:\\.(\\d{1,3}))?");
    private static final int MOST_FIELDS = 999;
    private static final int PIECE = 1 << 20;

    private record Field(
            String name,
            String unit,
            char type,
            int at,
            int width,
            int decimals,
            double scale,
            double zero,
            String blank) {
        String text(byte[] row, int start) {
            return new String(row, start + at, width, StandardCharsets.ISO_8859_1).strip();
        }

        double number(String text) {
            if (type == 'A' || text.isEmpty() || text.equals(blank)) {
                return Double.NaN;
            }
            try {
                double value = Double.parseDouble(text.replace('D', 'E').replace('d', 'e'));
                // Without a point it is where the format puts it.
                boolean implied = type != 'I' && decimals > 0 && text.indexOf('.') < 0;
                return zero + scale * (implied ? value / Math.pow(10, decimals) : value);
            } catch (NumberFormatException damaged) {
                return Double.NaN;
            }
        }
    }

    private final StoredFile file;
    private final Unit unit;
    private final int rowBytes;
    private final List<Field> fields;

    private AsciiTable(StoredFile file, Unit unit, int rowBytes, List<Field> fields) {
        this.file = file;
        this.unit = unit;
        this.rowBytes = rowBytes;
        this.fields = fields;
    }

    static AsciiTable of(StoredFile file, Unit unit, Keywords k) throws UnreadableException {
        int rowBytes = Table.rowBytes(unit);
        List<Field> fields = new ArrayList<>();
        for (int n = 1; n <= Math.min(MOST_FIELDS, k.integer("TFIELDS").orElse(0)); n++) {
            Matcher form = FORM.matcher(k.text("TFORM" + n).orElse("").trim());
            long begin = k.integer("TBCOL" + n).orElse(0) - 1;
            if (!form.matches() || begin < 0 || begin + Integer.parseInt(form.group(2)) > rowBytes) {
                throw new UnreadableException(
                        "TFORM" + n,
                        "TFORM" + n + " and TBCOL" + n + " place no column in the row",
                        "Look at the header");
            }
            fields.add(new Field(
                    k.text("TTYPE" + n).orElse("column " + n),
                    k.text("TUNIT" + n).orElse(""),
                    form.group(1).charAt(0),
                    (int) begin,
                    Integer.parseInt(form.group(2)),
                    form.group(3) == null ? 0 : Integer.parseInt(form.group(3)),
                    k.number("TSCAL" + n, 1),
                    k.number("TZERO" + n, 0),
                    k.text("TNULL" + n).orElse("").strip()));
        }
        return new AsciiTable(file, unit, rowBytes, List.copyOf(fields));
    }

    @Override
    public long rows() {
        return unit.axis(2);
    }

    @Override
    public List<Map<String, Object>> columns() {
        List<Map<String, Object>> described = new ArrayList<>();
        for (Field field : fields) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("name", field.name());
            values.put("unit", field.unit());
            values.put("type", String.valueOf(field.type()) + field.width());
            values.put("numeric", field.type() != 'A');
            values.put("elements", 1);
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
            for (Field field : fields) {
                String text = field.text(bytes.array(), 0);
                cells.add(field.type() == 'A' ? text : (Object) field.number(text));
            }
            page.add(cells);
        }
        return page;
    }

    @Override
    public void numbers(int[] columns, Numbers to) throws IOException {
        check(columns);
        int rows = (int) Math.max(1, Math.min(rows(), PIECE / Math.max(1, rowBytes)));
        ByteBuffer piece = ByteBuffer.allocate(rows * rowBytes);
        double[] values = new double[columns.length];
        for (long first = 0; first < rows(); first += rows) {
            int n = (int) Math.min(rows, rows() - first);
            piece.clear().limit(n * rowBytes);
            file.read(unit.dataAt() + first * rowBytes, piece);
            for (int row = 0; row < n; row++) {
                for (int i = 0; i < columns.length; i++) {
                    Field field = fields.get(columns[i]);
                    values[i] = field.number(field.text(piece.array(), row * rowBytes));
                }
                to.row(first + row, values);
            }
        }
    }

    @Override
    public void elements(long row, int[] columns, Numbers to) throws IOException {
        throw new UnreadableException("row", "The cells of a text table are no arrays", "Plot columns instead");
    }
}
