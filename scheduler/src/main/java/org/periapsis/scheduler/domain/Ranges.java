package org.periapsis.scheduler.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.periapsis.events.IndexRange;

/** A set of manifest entries as disjoint ranges. Adding is idempotent and its order does not matter. The last entry that can be is {@code 2^31 - 2}. */
public final class Ranges {
    private final TreeMap<Integer, Integer> ends = new TreeMap<>();

    public void add(int first, int count) {
        if (count <= 0) {
            return;
        }
        int from = first;
        int to = Math.addExact(first, count);
        Map.Entry<Integer, Integer> before = ends.floorEntry(from);
        if (before != null && before.getValue() >= from) {
            from = before.getKey();
            to = Math.max(to, before.getValue());
        }
        Map.Entry<Integer, Integer> inside = ends.ceilingEntry(from);
        while (inside != null && inside.getKey() <= to) {
            to = Math.max(to, inside.getValue());
            ends.remove(inside.getKey());
            inside = ends.ceilingEntry(from);
        }
        ends.put(from, to);
    }

    public void addAll(List<IndexRange> ranges) {
        ranges.forEach(range -> add(range.getFirst(), range.getCount()));
    }

    public boolean covers(int first, int count) {
        Map.Entry<Integer, Integer> at = ends.floorEntry(first);
        return count <= 0 || (at != null && at.getValue() >= (long) first + count);
    }

    /** @return what of the range is not in the set, in order */
    public List<IndexRange> missing(int first, int count) {
        List<IndexRange> missing = new ArrayList<>();
        int at = first;
        int end = Math.addExact(first, count);
        Map.Entry<Integer, Integer> before = ends.floorEntry(first);
        if (before != null) {
            at = Math.max(at, before.getValue());
        }
        for (Map.Entry<Integer, Integer> next = ends.higherEntry(first);
                at < end && next != null && next.getKey() < end;
                next = ends.higherEntry(next.getKey())) {
            if (next.getKey() > at) {
                missing.add(new IndexRange(at, next.getKey() - at));
            }
            at = Math.max(at, next.getValue());
        }
        if (at < end) {
            missing.add(new IndexRange(at, end - at));
        }
        return missing;
    }

    public int size() {
        return ends.entrySet().stream().mapToInt(e -> e.getValue() - e.getKey()).sum();
    }

    @Override
    public String toString() {
        return ends.toString();
    }
}
