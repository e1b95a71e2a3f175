package org.periapsis.indexer.domain.sky;

/**
 * Order-29 nested pixels {@code first} (inclusive) to {@code end} (exclusive).
 */
public record PixelRange(long first, long end) {
    public PixelRange {
        if (first < 0 || end <= first || end > Healpix.pixelCount(Healpix.MAX_ORDER)) {
            throw new IllegalArgumentException("no range of order-29 pixels: [" + first + ", " + end + ")");
        }
    }

    /** All order-29 descendants of a pixel of a coarser order. */
    static PixelRange of(int order, long pixel) {
        int shift = 2 * (Healpix.MAX_ORDER - order);
        return new PixelRange(pixel << shift, (pixel + 1) << shift);
    }

    /** Whether the range holds this order-29 pixel. */
    public boolean contains(long pixel) {
        return pixel >= first && pixel < end;
    }
}
