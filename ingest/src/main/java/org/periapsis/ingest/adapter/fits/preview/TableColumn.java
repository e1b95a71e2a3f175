package org.periapsis.ingest.adapter.fits.preview;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.periapsis.fits.header.HeaderException;
import org.periapsis.fits.header.Keywords;

/**
 * A numeric column of a table and where its values are in a row: FITS standard 4.0, sections 7.2 and 7.3.
 *
 * @param at byte within the row
 * @param repeat values in a row; 1 in an ASCII table
 * @param type B, I, J, K, E or D; A for the text of an ASCII table
 * @param width bytes of one value
 */
record TableColumn(FitsOutline.Column column, int at, int repeat, char type, int width, Scaling scaling) {
    /** Physical values are {@code zero + scale x stored}; a blank integer is none. */
    private record Scaling(double scale, double zero, OptionalLong blank) {
        /** @return empty when the header's is no number, and the physical values are not known */
        static Optional<Scaling> of(Keywords k, int column, boolean integers) {
            try {
                return Optional.of(new Scaling(
                        k.number("TSCAL" + column, 1),
                        k.number("TZERO" + column, 0),
                        integers ? k.integer("TNULL" + column) : OptionalLong.empty()));
            } catch (HeaderException noNumber) {
                return Optional.empty();
            }
        }

        double of(double stored) {
            return zero + scale * stored;
        }
    }

    private static final Pattern BINARY = Pattern.compile("\\s*(\\d{0,9})([LXBIJKAEDCMPQ]).*");
    private static final Pattern ASCII = Pattern.compile("\\s*([IFED])(\\d{1,4})(?:\\.\\d+)?\\s*");
    private static final String NUMBERS = "BIJKED";

    /** @return the numeric columns that lie within a row */
    static List<TableColumn> of(FitsOutline.Unit table, int rowBytes) {
        List<TableColumn> columns = new ArrayList<>();
        long at = 0;
        for (FitsOutline.Column column : table.columns()) {
            if (table.type().equals("TABLE")) {
                ascii(column, table.keywords(), rowBytes).ifPresent(columns::add);
                continue;
            }
            Matcher form = BINARY.matcher(column.format());
            if (!form.matches()) {
                // Where the columns after it lie is not known.
                break;
            }
            long repeat = form.group(1).isEmpty() ? 1 : Long.parseLong(form.group(1));
            char type = form.group(2).charAt(0);
            long bytes = type == 'X' ? (repeat + 7) / 8 : repeat * width(type);
            if (at + bytes > rowBytes) {
                break;
            }
            if (NUMBERS.indexOf(type) >= 0 && repeat > 0) {
                stored(column, table.keywords(), (int) at, (int) repeat, type).ifPresent(columns::add);
            }
            at += bytes;
        }
        return columns;
    }

    private static Optional<TableColumn> stored(FitsOutline.Column column, Keywords k, int at, int repeat, char type) {
        boolean integers = type != 'E' && type != 'D';
        return Scaling.of(k, column.number(), integers)
                .map(scaling -> new TableColumn(column, at, repeat, type, width(type), scaling));
    }

    private static Optional<TableColumn> ascii(FitsOutline.Column column, Keywords k, int rowBytes) {
        Matcher form = ASCII.matcher(column.format());
        long begin = k.integer("TBCOL" + column.number()).orElse(0) - 1;
        if (!form.matches() || begin < 0 || begin + Integer.parseInt(form.group(2)) > rowBytes) {
            return Optional.empty();
        }
        int width = Integer.parseInt(form.group(2));
        return Scaling.of(k, column.number(), false)
                .map(scaling -> new TableColumn(column, (int) begin, 1, 'A', width, scaling));
    }

    private static int width(char type) {
        return switch (type) {
            case 'I' -> 2;
            case 'J', 'E' -> 4;
            case 'K', 'D', 'C', 'P' -> 8;
            case 'M', 'Q' -> 16;
            default -> 1;
        };
    }

    /** @return the value, NaN for none */
    double value(ByteBuffer row, int index) {
        int place = at + index * width;
        if (type == 'A') {
            return text(row, place);
        }
        if (type == 'E' || type == 'D') {
            return scaling.of(type == 'E' ? row.getFloat(place) : row.getDouble(place));
        }
        long stored =
                switch (type) {
                    case 'B' -> row.get(place) & 0xFF;
                    case 'I' -> row.getShort(place);
                    case 'J' -> row.getInt(place);
                    default -> row.getLong(place);
                };
        boolean blank = scaling.blank().isPresent() && scaling.blank().getAsLong() == stored;
        return blank ? Double.NaN : scaling.of((double) stored);
    }

    private double text(ByteBuffer row, int place) {
        String text = new String(row.array(), row.arrayOffset() + place, width, StandardCharsets.US_ASCII)
                .trim()
                .replace('D', 'E');
        try {
            return text.isEmpty() ? Double.NaN : scaling.of(Double.parseDouble(text));
        } catch (NumberFormatException noNumber) {
            return Double.NaN;
        }
    }
}
