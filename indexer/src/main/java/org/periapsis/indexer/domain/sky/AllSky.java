package org.periapsis.indexer.domain.sky;

/** The whole sphere. */
public record AllSky() implements Region {
    @Override
    public boolean contains(UnitVector direction) {
        return true;
    }

    @Override
    public Relation relationOf(UnitVector centre, double radius) {
        return Relation.INSIDE;
    }
}
