package org.periapsis.client.show;

import java.util.Locale;

/** How a list is written. */
public enum Format {
    /** Columns for people. */
    TABLE,
    /** Tab-separated values with a line of names; tab, line feed and backslash as \t, \n, \\. */
    TSV,
    /** Comma-separated values with a line of names, RFC 4180. */
    CSV,
    /** One JSON array. */
    JSON,
    /** One JSON object a line. */
    NDJSON,
    /** IVOA VOTable 1.4. */
    VOTABLE,
    /** The ids alone, one a line. */
    IDS;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
