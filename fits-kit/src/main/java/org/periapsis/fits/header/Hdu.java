package org.periapsis.fits.header;

import java.util.List;
import java.util.Locale;

/**
 * One header-data unit, without its data.
 *
 * @param index 0 for the primary
 * @param axes NAXISn of the image, also of one that is stored compressed in a table
 */
public record Hdu(int index, Kind kind, List<Long> axes, Keywords keywords) {
    /** What the data are. */
    public enum Kind {
        IMAGE,
        TABLE,
        OTHER
    }

    public Hdu {
        axes = List.copyOf(axes);
    }

    /** Length of an axis counted from 1; 1 for one that the data do not have. */
    public long axis(int n) {
        return n <= axes.size() ? axes.get(n - 1) : 1;
    }

    /** An image with at least one pixel. */
    public boolean hasPixels() {
        return kind == Kind.IMAGE && !axes.isEmpty() && axes.stream().allMatch(n -> n > 0);
    }

    /** EXTNAME in capitals; empty without one. */
    public String extensionName() {
        return keywords.text("EXTNAME").orElse("").toUpperCase(Locale.ROOT);
    }
}
