package org.periapsis.indexer.adapter.postgres;

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
import org.periapsis.indexer.domain.view.BatchFold;

/**
 * What sites hold of each collection and kind of rights, for the thread that writes it. A copy counts once both it and its product are known,
 * and these come from different topics: the difference between before and after tells by how much the sums change.
 */
final class CollectionHoldings {
    /** What came in before sizes had a bound counts as the largest: a sum that overflows would stop the view for ever. */
    private static final String OF =
            "select " + HoldingKey.OF_PRODUCT + ", count(*), sum(least(r.size, 1125899906842624)) from product p"
                    + " join replica r on r.obs_publisher_did = p.obs_publisher_did and r.state = 'held'"
                    + " where p.obs_publisher_did = any (?) group by 1, 2, 3, 4, 5, 6, 7, 8";

    private static final String ADD = "insert into holding_collection (" + HoldingKey.COLUMNS
            + ", products, bytes) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (" + HoldingKey.UNIQUE
            + ") do update set products = holding_collection.products + excluded.products,"
            + " bytes = holding_collection.bytes + excluded.bytes";
    private static final String CLEAR =
            """
            delete from holding_collection where site = ? and obs_collection = ? and data_rights = ?
            and obs_release_date is not distinct from ?::timestamptz and archive = ?
            and owner_issuer is not distinct from ? and owner_subject is not distinct from ?
            and team is not distinct from ? and products = 0 and bytes = 0""";

    private final Set<String> ids = new HashSet<>();
    private final Map<HoldingKey, BatchFold.Holding> before;

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
        Map<HoldingKey, BatchFold.Holding> changes = new TreeMap<>(of(connection, ids));
        before.forEach((key, old) -> changes.merge(
                key,
                new BatchFold.Holding(-old.products(), -old.bytes()),
                (now, less) -> new BatchFold.Holding(now.products() + less.products(), now.bytes() + less.bytes())));
        changes.values().removeIf(change -> change.products() == 0 && change.bytes() == 0);
        if (changes.isEmpty()) {
            return;
        }
        // In one order, so that two writers cannot wait for each other.
        try (PreparedStatement add = connection.prepareStatement(ADD);
                PreparedStatement clear = connection.prepareStatement(CLEAR)) {
            for (Map.Entry<HoldingKey, BatchFold.Holding> change : changes.entrySet()) {
                change.getKey().bind(add);
                add.setLong(9, change.getValue().products());
                add.setLong(10, change.getValue().bytes());
                add.addBatch();
                if (change.getValue().products() < 0) {
                    change.getKey().bind(clear);
                    clear.addBatch();
                }
            }
            add.executeBatch();
            // What is nought stands for nothing, as it would not be there had the view been made anew.
            clear.executeBatch();
        }
    }

    private static Map<HoldingKey, BatchFold.Holding> of(Connection connection, Collection<String> ids)
            throws SQLException {
        Map<HoldingKey, BatchFold.Holding> held = new TreeMap<>();
        try (PreparedStatement query = connection.prepareStatement(OF)) {
            query.setArray(1, connection.createArrayOf("text", ids.toArray()));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    held.put(HoldingKey.of(rows), new BatchFold.Holding(rows.getLong(9), rows.getLong(10)));
                }
            }
        }
        return held;
    }
}
