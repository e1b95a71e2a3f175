package org.periapsis.indexer.domain.sky;

import java.util.List;

/**
 * A spherical polygon: vertices joined by great-circle arcs. Of the two parts of the sky it bounds, the smaller is
 * meant, whichever way round the vertices go; so all of it must fit in a hemisphere.
 */
public record Polygon(List<UnitVector> vertices) implements Region {
    private static final int MAX_VERTICES = 1000;

    public Polygon {
        vertices = List.copyOf(vertices);
        if (vertices.size() < 3 || vertices.size() > MAX_VERTICES) {
            throw new IllegalArgumentException("a polygon has 3 to " + MAX_VERTICES + " vertices");
        }
        if (capRadius(vertices) >= Math.PI / 2) {
            throw new IllegalArgumentException("a polygon must fit in a hemisphere; ask for several smaller ones");
        }
    }

    private static double capRadius(List<UnitVector> vertices) {
        UnitVector middle = UnitVector.middle(vertices);
        return vertices.stream().mapToDouble(middle::distance).max().orElse(0);
    }

    /** The smallest cone around the vertices' middle that holds the polygon. */
    public Cone cap() {
        return new Cone(UnitVector.middle(vertices), Math.toDegrees(capRadius(vertices)));
    }

    @Override
    public boolean contains(UnitVector direction) {
        return edgeDistance(direction) == 0 || (cap().contains(direction) && winds(direction));
    }

    /** Whether the vertices go round the direction: their position angles, as seen from it, add up to a full turn. */
    private boolean winds(UnitVector from) {
        double turned = 0;
        for (int i = 0; i < vertices.size(); i++) {
            UnitVector a = from.cross(vertices.get(i));
            UnitVector b = from.cross(vertices.get((i + 1) % vertices.size()));
            turned += Math.atan2(a.cross(b).dot(from), a.dot(b));
        }
        return Math.abs(turned) > Math.PI;
    }

    /** Radians from a direction to the nearest point of the border. */
    double edgeDistance(UnitVector from) {
        double nearest = Math.PI;
        for (int i = 0; i < vertices.size(); i++) {
            nearest = Math.min(nearest, arcDistance(from, vertices.get(i), vertices.get((i + 1) % vertices.size())));
        }
        return nearest;
    }

    private static double arcDistance(UnitVector p, UnitVector a, UnitVector b) {
        double ends = Math.min(p.distance(a), p.distance(b));
        UnitVector pole = a.cross(b);
        double length = pole.length();
        if (length < 1e-15) {
            return ends;
        }
        // The foot of the perpendicular lies on the arc when p is on the inner side of both end planes.
        boolean between = pole.cross(a).dot(p) >= 0 && b.cross(pole).dot(p) >= 0;
        return between ? Math.min(ends, Math.abs(Math.asin(clamp(pole.dot(p) / length)))) : ends;
    }

    private static double clamp(double sine) {
        return Math.max(-1, Math.min(1, sine));
    }

    @Override
    public Relation relationOf(UnitVector centre, double radius) {
        Relation toCap = cap().relationOf(centre, radius);
        if (toCap == Relation.OUTSIDE) {
            return toCap;
        }
        if (edgeDistance(centre) <= radius) {
            return Relation.TOUCHES;
        }
        return contains(centre) ? Relation.INSIDE : Relation.OUTSIDE;
    }
}
