package org.periapsis.fits.header;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The shape of the data behind one header: FITS standard 4.0, sections 4.4.1 and 7.1.
 *
 * @param axes of the image, also of a tile-compressed one
 * @param bytes without the padding
 */
public record DataUnit(Hdu.Kind kind, List<Long> axes, long bytes) {
    private static final Set<Long> BITPIX = Set.of(8L, 16L, 32L, 64L, -32L, -64L);
    private static final int MOST_AXES = 999;

    /** @throws HeaderException naming the keyword that no file could have */
    public static DataUnit of(Keywords k, boolean primary) {
        long bitpix = mandatory(k, "BITPIX");
        if (!BITPIX.contains(bitpix)) {
            throw absurd("BITPIX", "BITPIX = " + bitpix + " is not 8, 16, 32, 64, -32 or -64");
        }
        List<Long> axes = axes(k, "NAXIS");
        long bytes = bytes(k, axes, Math.abs(bitpix) / 8);
        String type = primary ? "IMAGE" : k.text("XTENSION").orElse("");
        if (type.equals("BINTABLE") && k.isTrue("ZIMAGE")) {
            return new DataUnit(Hdu.Kind.IMAGE, axes(k, "ZNAXIS"), bytes);
        }
        Hdu.Kind kind =
                switch (type) {
                    case "IMAGE", "IUEIMAGE" -> k.isTrue("GROUPS") ? Hdu.Kind.OTHER : Hdu.Kind.IMAGE;
                    case "BINTABLE", "TABLE", "A3DTABLE" -> Hdu.Kind.TABLE;
                    default -> Hdu.Kind.OTHER;
                };
        return new DataUnit(kind, axes, bytes);
    }

    private static List<Long> axes(Keywords k, String naxis) {
        long n = mandatory(k, naxis);
        if (n < 0 || n > MOST_AXES) {
            throw absurd(naxis, naxis + " = " + n + " is not between 0 and 999");
        }
        List<Long> axes = new ArrayList<>();
        for (int i = 1; i <= n; i++) {
            long length = mandatory(k, naxis + i);
            if (length < 0) {
                throw absurd(naxis + i, naxis + i + " = " + length + " is negative");
            }
            axes.add(length);
        }
        return axes;
    }

    private static long bytes(Keywords k, List<Long> axes, long perValue) {
        if (axes.isEmpty()) {
            return 0;
        }
        long pcount = count(k, "PCOUNT", 0);
        long gcount = count(k, "GCOUNT", 1);
        if (pcount < 0 || gcount < 0) {
            throw absurd(pcount < 0 ? "PCOUNT" : "GCOUNT", "a count is negative");
        }
        // Random groups announce themselves by a first axis of 0, which is no length.
        boolean groups = axes.get(0) == 0 && k.isTrue("GROUPS");
        long values = 1;
        for (int i = groups ? 1 : 0; i < axes.size(); i++) {
            long sofar = values;
            long length = axes.get(i);
            values = exact("NAXIS" + (i + 1), () -> Math.multiplyExact(sofar, length));
        }
        long product = values;
        return exact(
                "PCOUNT",
                () -> Math.addExact(
                                Math.multiplyExact(
                                        Math.multiplyExact(gcount, Math.addExact(pcount, product)), perValue),
                                2880)
                        - 2880);
    }

    private static long count(Keywords k, String key, long otherwise) {
        return k.has(key) ? mandatory(k, key) : otherwise;
    }

    private static long mandatory(Keywords k, String key) {
        OptionalLong value = k.integer(key);
        if (value.isEmpty()) {
            throw absurd(
                    key,
                    k.text(key)
                            .map(v -> key + " = " + v + " is no integer")
                            .orElse(key + (k.has(key) ? " has no value" : " is missing")));
        }
        return value.getAsLong();
    }

    private static HeaderException absurd(String keyword, String detail) {
        return new HeaderException(HeaderException.Fault.ABSURD, keyword, detail);
    }

    /** Runs a step whose arithmetic overflow means that a keyword is absurd. */
    private static long exact(String keyword, Supplier<Long> product) {
        try {
            return product.get();
        } catch (ArithmeticException overflow) {
            throw absurd(keyword, "the data size that it declares overflows");
        }
    }
}
