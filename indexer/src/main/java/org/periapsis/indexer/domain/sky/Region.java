package org.periapsis.indexer.domain.sky;

/** A part of the sky, ICRS. */
public sealed interface Region permits Cone, Polygon, SkyBox, Union, AllSky {

    /** How a disc on the sky lies to a region, from none of it to all of it; {@code TOUCHES} when in doubt. */
    enum Relation {
        OUTSIDE,
        TOUCHES,
        INSIDE
    }

    /** Whether the region holds this direction; borders belong to it. */
    boolean contains(UnitVector direction);

    /** How the disc of {@code radius} radians around {@code centre} lies to this region. */
    Relation relationOf(UnitVector centre, double radius);
}
