package org.periapsis.indexer.adapter.postgres;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.function.Function;

/**
 * What a sum of holdings is of: a site, a collection, and rights. Null: there is none.
 *
 * @param team null, as owner and date, when there is none
 */
record HoldingKey(
        String site,
        String collection,
        String dataRights,
        OffsetDateTime releaseDate,
        String archive,
        String ownerIssuer,
        String ownerSubject,
        String team)
        implements Comparable<HoldingKey> {
    /** The columns of a product and its replica that make a key, in this record's order. */
    static final String OF_PRODUCT = "r.site, p.obs_collection, p.data_rights, p.obs_release_date, p.archive,"
            + " p.owner_issuer, p.owner_subject, p.team";
    /** The columns of the table of sums, in this record's order. */
    static final String COLUMNS =
            "site, obs_collection, data_rights, obs_release_date, archive, owner_issuer, owner_subject, team";
    /** The key of the table of sums. */
    static final String UNIQUE = "site, obs_collection, data_rights, archive,"
            + " coalesce(obs_release_date, 'infinity'::timestamptz), coalesce(owner_issuer, ''),"
            + " coalesce(owner_subject, ''), coalesce(team, '')";

    private static final Comparator<HoldingKey> ORDER = by(HoldingKey::site)
            .thenComparing(by(HoldingKey::collection))
            .thenComparing(by(HoldingKey::dataRights))
            .thenComparing(HoldingKey::releaseDate, Comparator.nullsFirst(OffsetDateTime.timeLineOrder()))
            .thenComparing(by(HoldingKey::archive))
            .thenComparing(by(HoldingKey::ownerIssuer))
            .thenComparing(by(HoldingKey::ownerSubject))
            .thenComparing(by(HoldingKey::team));

    private static Comparator<HoldingKey> by(Function<HoldingKey, String> part) {
        return Comparator.comparing(part, Comparator.nullsFirst(Comparator.naturalOrder()));
    }

    @Override
    public int compareTo(HoldingKey other) {
        return ORDER.compare(this, other);
    }

    /** The key in the first columns of a row. */
    static HoldingKey of(ResultSet row) throws SQLException {
        return new HoldingKey(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getObject(4, OffsetDateTime.class),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8));
    }

    /** Binds the key to the first eight places of a statement. */
    void bind(PreparedStatement statement) throws SQLException {
        statement.setString(1, site);
        statement.setString(2, collection);
        statement.setString(3, dataRights);
        if (releaseDate == null) {
            statement.setNull(4, Types.TIMESTAMP_WITH_TIMEZONE);
        } else {
            statement.setObject(4, releaseDate);
        }
        statement.setString(5, archive);
        statement.setString(6, ownerIssuer);
        statement.setString(7, ownerSubject);
        statement.setString(8, team);
    }
}
