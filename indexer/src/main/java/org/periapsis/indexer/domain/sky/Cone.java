package org.periapsis.indexer.domain.sky;

/**
 * All directions within {@code radius} degrees of a centre.
 *
 * @param centre the axis
 * @param radius degrees, 0 to 180
 */
public record Cone(UnitVector centre, double radius) implements Region {
    public Cone {
        if (!(radius >= 0 && radius <= 180)) {
            throw new IllegalArgumentException("a cone's radius is 0 to 180 degrees, not " + radius);
        }
    }

    /** The cone around ICRS {@code ra}, {@code dec}; all three in degrees. */
    public static Cone ofDegrees(double ra, double dec, double radius) {
        return new Cone(UnitVector.ofDegrees(ra, dec), radius);
    }

    @Override
    public boolean contains(UnitVector direction) {
        return centre.distance(direction) <= Math.toRadians(radius);
    }

    @Override
    public Relation relationOf(UnitVector discCentre, double discRadius) {
        double own = Math.toRadians(radius);
        // Chords tell angles apart badly near 180 degrees; a region that large has few cells to look at.
        if (own + discRadius > Math.PI / 2) {
            double distance = centre.distance(discCentre);
            if (distance > own + discRadius) {
                return Relation.OUTSIDE;
            }
            return distance + discRadius <= own ? Relation.INSIDE : Relation.TOUCHES;
        }
        double chord = centre.chord(discCentre);
        if (chord > 2 * Math.sin((own + discRadius) / 2)) {
            return Relation.OUTSIDE;
        }
        boolean inside = own >= discRadius && chord <= 2 * Math.sin((own - discRadius) / 2);
        return inside ? Relation.INSIDE : Relation.TOUCHES;
    }
}
