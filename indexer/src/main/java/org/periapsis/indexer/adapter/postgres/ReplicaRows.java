package org.periapsis.indexer.adapter.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.periapsis.events.ReplicaKind;
import org.periapsis.indexer.domain.view.BatchFold;
import org.periapsis.indexer.domain.view.Replica;

/** The tables of replicas and of what sites hold, for the thread that writes them. */
final class ReplicaRows {
    private static final UnnestInsert<Replica> ROWS = new UnnestInsert<Replica>()
            .column("obs_publisher_did", "text", r -> r.key().productId())
            .column("site", "text", r -> r.key().site())
            .column("state", "text", r -> r.standing().state().name().toLowerCase(Locale.ROOT))
            .column("revision", "int4", Replica::revision)
            .column("kind", "text", r -> r.place().kind().name())
            .column("objects", "text", r -> StoredJson.objects(r.place().objects()))
            .column("path", "text", r -> r.place().path().orElse(null))
            .column("size", "int8", Replica::size)
            .column("transfer_id", "text", "r.transfer_id::uuid", r -> r.transferId()
                    .map(UUID::toString)
                    .orElse(null))
            .column("added_at", "timestamptz", r -> r.standing().addedAt().toString())
            .column(
                    "verified_at",
                    "timestamptz",
                    r -> r.standing().verifiedAt().map(Object::toString).orElse(null))
            .column("reason", "text", r -> r.standing().reason().orElse(null));

    private ReplicaRows() {}

    /** What the view knows of these copies. */
    static List<Replica> known(Connection connection, Collection<Replica.Key> keys) throws SQLException {
        List<Replica> known = new ArrayList<>();
        String sql =
                """
                select r.* from unnest(?::text[], ?::text[]) as k(id, site)
                join replica r on r.obs_publisher_did = k.id and r.site = k.site""";
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setArray(
                    1,
                    connection.createArrayOf(
                            "text", keys.stream().map(Replica.Key::productId).toArray()));
            query.setArray(
                    2,
                    connection.createArrayOf(
                            "text", keys.stream().map(Replica.Key::site).toArray()));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    known.add(replica(rows));
                }
            }
        }
        return known;
    }

    private static Replica replica(ResultSet row) throws SQLException {
        return new Replica(
                new Replica.Key(row.getString("obs_publisher_did"), row.getString("site")),
                row.getInt("revision"),
                new Replica.Place(
                        ReplicaKind.valueOf(row.getString("kind")),
                        StoredJson.objects(row.getString("objects")),
                        Optional.ofNullable(row.getString("path"))),
                row.getLong("size"),
                Optional.ofNullable(row.getString("transfer_id")).map(UUID::fromString),
                new Replica.Standing(
                        Replica.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                        row.getTimestamp("added_at").toInstant(),
                        Optional.ofNullable(row.getTimestamp("verified_at")).map(Timestamp::toInstant),
                        Optional.ofNullable(row.getString("reason"))));
    }

    static void write(Connection connection, List<Replica> replicas) throws SQLException {
        ROWS.upsert(connection, "replica", "obs_publisher_did, site", replicas);
    }

    /** Adds to the sums; sites in one order, so that two writers cannot wait for each other. */
    static void add(Connection connection, Map<String, BatchFold.Holding> changes) throws SQLException {
        String sql =
                """
                insert into holding (site, products, bytes) values (?, ?, ?)
                on conflict (site) do update set products = holding.products + excluded.products,
                                                 bytes = holding.bytes + excluded.bytes""";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Map.Entry<String, BatchFold.Holding> change : new TreeMap<>(changes).entrySet()) {
                statement.setString(1, change.getKey());
                statement.setLong(2, change.getValue().products());
                statement.setLong(3, change.getValue().bytes());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
