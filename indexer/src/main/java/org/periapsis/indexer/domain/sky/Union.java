package org.periapsis.indexer.domain.sky;

import java.util.List;

/** Several regions as one: the chips of a camera, say. */
public record Union(List<Region> parts) implements Region {
    private static final int MAX_PARTS = 256;

    public Union {
        parts = List.copyOf(parts);
        if (parts.isEmpty() || parts.size() > MAX_PARTS) {
            throw new IllegalArgumentException("a union has 1 to " + MAX_PARTS + " parts, not " + parts.size());
        }
    }

    @Override
    public boolean contains(UnitVector direction) {
        return parts.stream().anyMatch(part -> part.contains(direction));
    }

    @Override
    public Relation relationOf(UnitVector centre, double radius) {
        Relation nearest = Relation.OUTSIDE;
        for (Region part : parts) {
            Relation relation = part.relationOf(centre, radius);
            if (relation.compareTo(nearest) > 0) {
                nearest = relation;
            }
        }
        return nearest;
    }
}
