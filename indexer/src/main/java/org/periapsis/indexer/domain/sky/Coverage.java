package org.periapsis.indexer.domain.sky;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Covers a region with few ranges of order-29 nested pixels: always all of it, and as little else as the number of
 * ranges allows. What lies at the rim is left to the exact distance.
 */
public final class Coverage {
    /** Cells on the rim per allowed range at which going deeper stops paying. */
    private static final int RIM_PER_RANGE = 2;
    /** Rounding of positions and centres is far below this; a pixel of order 29 is 2e-9 rad. */
    private static final double ROUNDING_RAD = 1e-13;

    private Coverage() {}

    private record Cell(int order, long pixel) {
        PixelRange range() {
            return PixelRange.of(order, pixel);
        }
    }

    /**
     * The ranges, sorted and apart from each other, at most {@code maxRanges} of them. They hold every point of the
     * region.
     */
    public static List<PixelRange> of(Region region, int maxRanges) {
        if (maxRanges < 1) {
            throw new IllegalArgumentException("at least one range is needed, not " + maxRanges);
        }
        List<PixelRange> inside = new ArrayList<>();
        List<Cell> rim = new ArrayList<>();
        for (int face = 0; face < 12; face++) {
            sort(region, new Cell(0, face), inside, rim);
        }
        for (int order = 1; order <= Healpix.MAX_ORDER && !rim.isEmpty(); order++) {
            if (rim.size() > RIM_PER_RANGE * maxRanges) {
                break;
            }
            List<Cell> finer = new ArrayList<>();
            for (Cell cell : rim) {
                for (int child = 0; child < 4; child++) {
                    sort(region, new Cell(order, (cell.pixel << 2) + child), inside, finer);
                }
            }
            rim = finer;
        }
        rim.forEach(cell -> inside.add(cell.range()));
        return closeSmallestGaps(merge(inside), maxRanges);
    }

    private static void sort(Region region, Cell cell, List<PixelRange> inside, List<Cell> rim) {
        double radius = Healpix.maxRadius(cell.order) + ROUNDING_RAD;
        switch (region.relationOf(Healpix.centre(cell.order, cell.pixel), radius)) {
            case INSIDE -> inside.add(cell.range());
            case TOUCHES -> rim.add(cell);
            case OUTSIDE -> {}
        }
    }

    private static List<PixelRange> merge(List<PixelRange> ranges) {
        ranges.sort(Comparator.comparingLong(PixelRange::first));
        List<PixelRange> merged = new ArrayList<>();
        for (PixelRange next : ranges) {
            int last = merged.size() - 1;
            if (last >= 0 && merged.get(last).end() >= next.first()) {
                merged.set(
                        last,
                        new PixelRange(
                                merged.get(last).first(),
                                Math.max(merged.get(last).end(), next.end())));
            } else {
                merged.add(next);
            }
        }
        return merged;
    }

    private static List<PixelRange> closeSmallestGaps(List<PixelRange> ranges, int maxRanges) {
        int tooMany = ranges.size() - maxRanges;
        if (tooMany <= 0) {
            return List.copyOf(ranges);
        }
        List<Integer> byGap = new ArrayList<>();
        for (int i = 1; i < ranges.size(); i++) {
            byGap.add(i);
        }
        byGap.sort(Comparator.comparingLong(
                i -> ranges.get(i).first() - ranges.get(i - 1).end()));
        boolean[] closed = new boolean[ranges.size()];
        byGap.subList(0, tooMany).forEach(i -> closed[i] = true);
        List<PixelRange> fewer = new ArrayList<>(maxRanges);
        for (int i = 0; i < ranges.size(); i++) {
            PixelRange range = ranges.get(i);
            if (closed[i]) {
                int last = fewer.size() - 1;
                fewer.set(last, new PixelRange(fewer.get(last).first(), range.end()));
            } else {
                fewer.add(range);
            }
        }
        return List.copyOf(fewer);
    }
}
