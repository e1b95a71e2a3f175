package org.periapsis.kit.rights;

import java.util.Locale;

/** What {@code data_rights} says of a product, as IVOA ObsCore means it. */
public enum Level {
    /** For everybody. */
    PUBLIC,
    /** For whoever is signed in. */
    SECURE,
    /** For its own, until the release date. */
    PROPRIETARY,
    /** A value that this version does not know: for its own. */
    UNKNOWN;

    /** @return the level of that name in any case; unknown for what is none, and for null */
    public static Level of(String text) {
        for (Level level : values()) {
            if (level.name().equalsIgnoreCase(text)) {
                return level;
            }
        }
        return UNKNOWN;
    }

    /** The name as ObsCore writes it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
