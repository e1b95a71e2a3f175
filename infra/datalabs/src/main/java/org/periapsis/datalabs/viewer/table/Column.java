package org.periapsis.datalabs.viewer.table;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A column of a binary table: FITS standard 4.0, section 7.3.
 *
 * @param name TTYPEn, or its number
 * @param type the letter of TFORMn
 * @param repeat elements in a cell; of a variable array 1, its descriptor
 * @param elements letter of the elements of a variable array; otherwise the type
 * @param at first byte in the row
 * @param scale TSCALn
 * @param zero TZEROn
 * @param blank TNULLn
 */
record Column(
        String name,
        String unit,
        char type,
        int repeat,
        char elements,
        int at,
        double scale,
        double zero,
        OptionalLong blank) {

    /** Elements of an array that are shown in a cell. */
    static final int SHOWN = 6;

    /** Bytes of one element; 0 for a letter that the standard does not have, and for bits. */
    static int bytes(char type) {
        return switch (type) {
            case 'L', 'B', 'A', 'S' -> 1;
            case 'I' -> 2;
            case 'J', 'E' -> 4;
            case 'K', 'D', 'C', 'P' -> 8;
            case 'M', 'Q' -> 16;
            default -> 0;
        };
    }

    /** Bytes of a cell. */
    long width() {
        return type == 'X' ? (repeat + 7L) / 8 : (long) repeat * bytes(type);
    }

    boolean isVariable() {
        return type == 'P' || type == 'Q';
    }

    /** Whether its elements are real numbers. */
    boolean isNumeric() {
        return !isVariable() && repeat > 0 && "BIJKED".indexOf(type) >= 0;
    }

    /** An element as a number; NaN when it is blank or none. */
    double number(ByteBuffer row, int start, int element) {
        int place = start + at + element * bytes(type);
        return switch (type) {
            case 'E' -> zero + scale * row.getFloat(place);
            case 'D' -> zero + scale * row.getDouble(place);
            case 'B', 'I', 'J', 'K' -> {
                long raw = integer(row, place, type);
                yield blank.isPresent() && blank.getAsLong() == raw ? Double.NaN : zero + scale * raw;
            }
            default -> Double.NaN;
        };
    }

    /** A cell as the page shows it: a number, a text, a truth, or null where it is blank. */
    Object cell(ByteBuffer row, int start) {
        if (type == 'A') {
            byte[] text = new byte[repeat];
            row.get(start + at, text);
            String whole = new String(text, StandardCharsets.ISO_8859_1);
            int end = whole.indexOf(0);
            return (end < 0 ? whole : whole.substring(0, end)).stripTrailing();
        }
        if (type == 'X') {
            StringBuilder bits = new StringBuilder();
            for (int i = 0; i < Math.min(repeat, 64); i++) {
                bits.append((row.get(start + at + i / 8) >> (7 - i % 8)) & 1);
            }
            return bits.toString();
        }
        if (repeat == 1) {
            return element(row, start + at, type);
        }
        return array(row, start + at, repeat, type);
    }

    /** A few elements and how many there are. */
    String array(ByteBuffer from, int place, long count, char letter) {
        List<String> shown = new ArrayList<>();
        for (int i = 0; i < Math.min(count, SHOWN); i++) {
            shown.add(String.valueOf(element(from, place + i * bytes(letter), letter)));
        }
        return "[" + String.join(", ", shown) + (count > SHOWN ? ", … " + count : "") + "]";
    }

    private Object element(ByteBuffer row, int place, char letter) {
        return switch (letter) {
            case 'L' ->
                switch (row.get(place)) {
                    case 'T' -> true;
                    case 'F' -> false;
                    default -> null;
                };
            case 'B', 'I', 'J', 'K' -> scaled(integer(row, place, letter));
            case 'E' -> scale == 1 && zero == 0 ? row.getFloat(place) : (Object) (zero + scale * row.getFloat(place));
            case 'D' -> zero + scale * row.getDouble(place);
            case 'C' -> row.getFloat(place) + " " + row.getFloat(place + 4) + "i";
            case 'M' -> row.getDouble(place) + " " + row.getDouble(place + 8) + "i";
            case 'A' -> String.valueOf((char) (row.get(place) & 0xFF));
            default -> null;
        };
    }

    private Object scaled(long raw) {
        if (blank.isPresent() && blank.getAsLong() == raw) {
            return null;
        }
        boolean whole = scale == 1 && zero == Math.rint(zero) && Math.abs(zero) < 1L << 53;
        return whole ? (Object) (raw + (long) zero) : (Object) (zero + scale * raw);
    }

    private static long integer(ByteBuffer row, int place, char letter) {
        return switch (letter) {
            case 'B' -> row.get(place) & 0xFF;
            case 'I' -> row.getShort(place);
            case 'J' -> row.getInt(place);
            default -> row.getLong(place);
        };
    }
}
