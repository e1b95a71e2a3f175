package org.periapsis.kit.rights;

/** Where a store keeps what {@link ProductRights} has: column names, or expressions. Levels are kept as {@link Level#text}. */
public record Columns(
        String level, String releaseDate, String archive, String ownerIssuer, String ownerSubject, String team) {
    /** The usual names, of one table of a query. */
    public static Columns of(String alias) {
        String dot = alias + ".";
        return new Columns(
                dot + "data_rights",
                dot + "obs_release_date",
                dot + "archive",
                dot + "owner_issuer",
                dot + "owner_subject",
                dot + "team");
    }
}
