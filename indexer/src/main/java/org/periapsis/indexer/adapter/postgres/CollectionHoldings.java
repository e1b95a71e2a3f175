package org.periapsis.indexer.adapter.postgres;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Function;
import org.periapsis.indexer.domain.view.BatchFold;

/**
 * What sites hold of each collection, for the thread that writes it. A copy counts once both it and its product are known,
 * and these come from different topics: the difference between before and after tells by how much the sums change.
 */
final class CollectionHoldings {
    private static final String OF =
            """
            select r.site, p.obs_collection, count(*), sum(r.size) from product p
            join replica r on r.obs_publisher_did = p.obs_publisher_did and r.state = 'held'
            where p.obs_publisher_did = any (?) group by 1, 2""";
    private static final String ADD =
            """
            insert into holding_collection (site, obs_collection, products, bytes) values (?, ?, ?, ?)
            on conflict (site, obs_collection) do update
            set products = holding_collection.products + excluded.products,
                bytes = holding_collection.bytes + excluded.bytes""";
    private static final String CLEAR =
            """
            delete from holding_collection h using unnest(?::text[], ?::text[]) as c(site, collection)
            where h.site = c.site and h.obs_collection = c.collection and h.products = 0 and h.bytes = 0""";

    private final Set<String> ids = new HashSet<>();
    private final Map<Key, BatchFold.Holding> before;

    private record Key(String site, String collection) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int bySite = site.compareTo(other.site);
            return bySite != 0 ? bySite : collection.compareTo(other.collection);
        }
    }

    private CollectionHoldings(Connection connection, BatchFold fold) throws SQLException {
        fold.changedEntries().forEach(entry -> ids.add(entry.head().id()));
        fold.changedReplicas().forEach(replica -> ids.add(replica.key().productId()));
        this.before = of(connection, ids);
    }

    /**
     * Looks before the fold is written.
     *
     * @param partitions the batch is from: a product's events and its copies' have one number, so whoever applies one of the
     *     two waits here for whoever applies the other
     */
    static CollectionHoldings before(Connection connection, BatchFold fold, SortedSet<Integer> partitions)
            throws SQLException {
        String sql = "select pg_advisory_xact_lock(hashtext('periapsis-holdings-' || current_schema()), n)"
                + " from unnest(?::int[]) as n";
        try (PreparedStatement lock = connection.prepareStatement(sql)) {
            lock.setArray(1, connection.createArrayOf("int4", partitions.toArray()));
            lock.execute();
        }
        return new CollectionHoldings(connection, fold);
    }

    /** Looks again, and writes the difference. */
    void written(Connection connection) throws SQLException {
        Map<Key, BatchFold.Holding> changes = new TreeMap<>(of(connection, ids));
        before.forEach((key, old) -> changes.merge(
                key,
                new BatchFold.Holding(-old.products(), -old.bytes()),
                (now, less) -> new BatchFold.Holding(now.products() + less.products(), now.bytes() + less.bytes())));
        changes.values().removeIf(change -> change.products() == 0 && change.bytes() == 0);
        if (changes.isEmpty()) {
            return;
        }
        // In one order, so that two writers cannot wait for each other.
        try (PreparedStatement statement = connection.prepareStatement(ADD)) {
            for (Map.Entry<Key, BatchFold.Holding> change : changes.entrySet()) {
                statement.setString(1, change.getKey().site());
                statement.setString(2, change.getKey().collection());
                statement.setLong(3, change.getValue().products());
                statement.setLong(4, change.getValue().bytes());
                statement.addBatch();
            }
            statement.executeBatch();
        }
        // What is nought stands for nothing, as it would not be there had the view been made anew.
        try (PreparedStatement clear = connection.prepareStatement(CLEAR)) {
            clear.setArray(1, keys(connection, changes, Key::site));
            clear.setArray(2, keys(connection, changes, Key::collection));
            clear.executeUpdate();
        }
    }

    private static Array keys(Connection connection, Map<Key, ?> changes, Function<Key, String> part)
            throws SQLException {
        return connection.createArrayOf(
                "text", changes.keySet().stream().map(part).toArray());
    }

    private static Map<Key, BatchFold.Holding> of(Connection connection, Collection<String> ids) throws SQLException {
        Map<Key, BatchFold.Holding> held = new TreeMap<>();
        try (PreparedStatement query = connection.prepareStatement(OF)) {
            query.setArray(1, connection.createArrayOf("text", ids.toArray()));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    held.put(
                            new Key(rows.getString(1), rows.getString(2)),
                            new BatchFold.Holding(rows.getLong(3), rows.getLong(4)));
                }
            }
        }
        return held;
    }
}
