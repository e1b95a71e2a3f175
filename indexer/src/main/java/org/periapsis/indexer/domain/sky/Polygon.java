package org.periapsis.indexer.domain.sky;

import java.util.List;

/**
 * A spherical polygon: vertices joined by great-circle arcs. Of the two parts of the sky it bounds, the smaller is
 * meant, whichever way round the vertices go; so all of it must fit in a hemisphere.
 */
public final class Polygon implements Region {
    private static final int MAX_VERTICES = 1000;
    /** Radians that a corner may lie on the wrong side of a short edge by rounding alone; two microarcseconds. */
    private static final double FLAT = 1e-11;

    private final List<UnitVector> vertices;
    private final Cone cap;
    private final Arc[] edges;
    private final boolean convex;

    /**
     * One side.
     *
     * @param pole unit normal of its great circle; zero for a side without length
     * @param afterA normal of the plane through a that cuts off what lies before a
     * @param beforeB the same at the other end
     */
    private record Arc(UnitVector a, UnitVector pole, UnitVector afterA, UnitVector beforeB) {
        static Arc of(UnitVector a, UnitVector b) {
            UnitVector normal = a.cross(b);
            double length = normal.length();
            UnitVector pole = length < 1e-15
                    ? new UnitVector(0, 0, 0)
                    : new UnitVector(normal.x() / length, normal.y() / length, normal.z() / length);
            return new Arc(a, pole, pole.cross(a), b.cross(pole));
        }

        /** Whether the side, its second end apart (which is the next side's first), comes within a distance. */
        boolean within(UnitVector p, double sine, double chord) {
            return a.chord(p) <= chord || (Math.abs(pole.dot(p)) <= sine && afterA.dot(p) >= 0 && beforeB.dot(p) >= 0);
        }
    }

    /**
     * A polygon with 3 to {@value #MAX_VERTICES} vertices.
     *
     * @throws IllegalArgumentException with a sentence for the caller when it is none, or is too large
     */
    public Polygon(List<UnitVector> vertices) {
        this.vertices = List.copyOf(vertices);
        if (vertices.size() < 3 || vertices.size() > MAX_VERTICES) {
            throw new IllegalArgumentException("a polygon has 3 to " + MAX_VERTICES + " vertices");
        }
        UnitVector middle = UnitVector.middle(vertices);
        double radius = vertices.stream().mapToDouble(middle::distance).max().orElse(0);
        if (radius >= Math.PI / 2) {
            throw new IllegalArgumentException("a polygon must fit in a hemisphere; ask for several smaller ones");
        }
        this.cap = new Cone(middle, Math.toDegrees(radius));
        this.edges = new Arc[vertices.size()];
        for (int i = 0; i < edges.length; i++) {
            edges[i] = Arc.of(vertices.get(i), vertices.get((i + 1) % edges.length));
        }
        this.convex = sameSide(1) || sameSide(-1);
    }

    private boolean sameSide(int side) {
        for (Arc edge : edges) {
            for (UnitVector vertex : vertices) {
                if (side * edge.pole.dot(vertex) < -FLAT) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The corners, in their order. */
    public List<UnitVector> vertices() {
        return vertices;
    }

    /** A cone around the vertices' middle that holds the polygon. */
    public Cone cap() {
        return cap;
    }

    @Override
    public boolean contains(UnitVector direction) {
        return borderWithin(direction, 1e-15) || (cap.contains(direction) && inside(direction));
    }

    private boolean inside(UnitVector direction) {
        if (!convex) {
            return winds(direction);
        }
        boolean left = true;
        boolean right = true;
        for (Arc edge : edges) {
            double side = edge.pole.dot(direction);
            left &= side >= 0;
            right &= side <= 0;
        }
        return left || right;
    }

    /** Whether the vertices go round the direction: their position angles, as seen from it, add up to a full turn. */
    private boolean winds(UnitVector from) {
        double turned = 0;
        for (int i = 0; i < edges.length; i++) {
            UnitVector a = from.cross(vertices.get(i));
            UnitVector b = from.cross(vertices.get((i + 1) % edges.length));
            turned += Math.atan2(a.cross(b).dot(from), a.dot(b));
        }
        return Math.abs(turned) > Math.PI;
    }

    /** Whether the border comes within {@code radius} radians (less than a right angle) of a direction. */
    private boolean borderWithin(UnitVector from, double radius) {
        double sine = Math.sin(radius);
        double chord = 2 * Math.sin(radius / 2);
        for (Arc edge : edges) {
            if (edge.within(from, sine, chord)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Relation relationOf(UnitVector centre, double radius) {
        if (cap.relationOf(centre, radius) == Relation.OUTSIDE) {
            return Relation.OUTSIDE;
        }
        if (radius >= Math.PI / 2 || borderWithin(centre, radius)) {
            return Relation.TOUCHES;
        }
        return contains(centre) ? Relation.INSIDE : Relation.OUTSIDE;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Polygon polygon && vertices.equals(polygon.vertices);
    }

    @Override
    public int hashCode() {
        return vertices.hashCode();
    }

    @Override
    public String toString() {
        return "Polygon" + vertices;
    }
}
