package org.periapsis.indexer.domain.sky;

/**
 * Right ascension from {@code raMin} eastward to {@code raMax} (through 0 when raMin &gt; raMax), declination from
 * {@code decMin} to {@code decMax}; degrees. SIA2 calls it RANGE.
 */
public record SkyBox(double raMin, double raMax, double decMin, double decMax) implements Region {
    public SkyBox {
        if (!(raMin >= 0 && raMin <= 360 && raMax >= 0 && raMax <= 360)) {
            throw new IllegalArgumentException("a box's right ascensions are 0 to 360 degrees");
        }
        if (!(decMin >= -90 && decMax <= 90 && decMin <= decMax)) {
            throw new IllegalArgumentException("a box's declinations go from low to high within -90 to 90 degrees");
        }
    }

    private double width() {
        return raMin <= raMax ? raMax - raMin : raMax - raMin + 360;
    }

    /** How far east of raMin, 0 to 360. */
    private double eastOf(double ra) {
        double d = (ra - raMin) % 360;
        return d < 0 ? d + 360 : d;
    }

    @Override
    public boolean contains(UnitVector direction) {
        double dec = direction.dec();
        return dec >= decMin && dec <= decMax && eastOf(direction.ra()) <= width();
    }

    @Override
    public Relation relationOf(UnitVector centre, double radius) {
        double dec = centre.dec();
        double r = Math.toDegrees(radius);
        if (dec + r < decMin || dec - r > decMax) {
            return Relation.OUTSIDE;
        }
        boolean decInside = dec - r >= decMin && dec + r <= decMax;
        if (width() >= 360) {
            return decInside ? Relation.INSIDE : Relation.TOUCHES;
        }
        if (Math.abs(dec) + r >= 90) {
            return Relation.TOUCHES; // the disc holds a pole: every right ascension is in it
        }
        // Half the span of right ascension of a disc: sin(h) = sin(r) / cos(dec)
        double half = Math.toDegrees(Math.asin(Math.min(1, Math.sin(radius) / Math.cos(Math.toRadians(dec)))));
        double east = eastOf(centre.ra());
        if (east - half >= 0 && east + half <= width()) {
            return decInside ? Relation.INSIDE : Relation.TOUCHES;
        }
        boolean apart = east - half > width() && east + half < 360;
        return apart ? Relation.OUTSIDE : Relation.TOUCHES;
    }
}
