package org.periapsis.events.door;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.stream.LongStream;

/** Which numbers come in: finite ones, within what they mean; a negative zero is zero. */
public final class Numbers {
    /** Above this a double is not a whole number of its own any more, and JSON of browsers with it. */
    public static final long LARGEST_WHOLE = 1L << 53;

    /** Bytes of one file, and of one product: 1 PiB. Thousands of them are summed without a sum that overflows. */
    public static final long LARGEST_FILE = 1L << 50;
    /** What a sum of bytes is at most: every JSON reader takes it for itself. */
    public static final long LARGEST_SUM = LARGEST_WHOLE - 1;

    private Numbers() {}

    /** Bytes of a file or product. */
    public static long size(String field, Object value) {
        return whole(field, value, 0, LARGEST_FILE);
    }

    /** The sum of amounts that are not negative; {@link #LARGEST_SUM} stands for all that is more. */
    public static long sum(LongStream amounts) {
        return amounts.reduce(0, Numbers::plus);
    }

    /** As {@link #sum(LongStream)}; what is negative counts for nothing. */
    public static long plus(long one, long other) {
        long a = Math.max(0, one);
        long b = Math.max(0, other);
        return b > LARGEST_SUM - Math.min(a, LARGEST_SUM) ? LARGEST_SUM : a + b;
    }

    /**
     * Takes a number in.
     *
     * @param value as a JSON reader makes it
     * @throws FlawedException when it is no number of the range
     */
    public static double real(String field, Object value, double min, double max) {
        double number = number(field, value);
        // Not the other way round: no comparison holds for NaN.
        if (number >= min && number <= max) {
            return number + 0.0;
        }
        throw outside(field, "It is not between " + min + " and " + max);
    }

    /** As {@link #real}, but more than nothing. */
    public static double positive(String field, Object value, double max) {
        double number = number(field, value);
        if (number > 0 && number <= max) {
            return number;
        }
        throw outside(field, "It is not above 0 and at most " + max);
    }

    /** A whole number, also where it is written with a point: 3.0 and 3e0 are 3. */
    public static long whole(String field, Object value, long min, long max) {
        long number;
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            number = ((Number) value).longValue();
        } else if (value instanceof Double || value instanceof Float) {
            double real = ((Number) value).doubleValue();
            if (real != Math.rint(real) || Math.abs(real) > LARGEST_WHOLE) {
                throw outside(field, "It is not a whole number between " + min + " and " + max);
            }
            number = (long) real;
        } else if (value instanceof BigInteger big && big.bitLength() < Long.SIZE) {
            number = big.longValue();
        } else if (value instanceof BigInteger || value instanceof BigDecimal) {
            throw outside(field, "It is not a whole number between " + min + " and " + max);
        } else {
            throw notANumber(field);
        }
        if (number < min || number > max) {
            throw outside(field, "It is not between " + min + " and " + max);
        }
        return number;
    }

    private static double number(String field, Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw notANumber(field);
    }

    private static FlawedException notANumber(String field) {
        return new Flaw(field, "It is not a number", "Give a number").exception();
    }

    private static FlawedException outside(String field, String detail) {
        return new Flaw(field, detail, "Give a number in that range").exception();
    }
}
