package org.periapsis.indexer.adapter.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.periapsis.indexer.domain.view.BatchFold;
import org.periapsis.indexer.domain.view.Content;
import org.periapsis.indexer.domain.view.Replica;
import org.periapsis.kit.postgres.Migrations;

/** The view's tables, for the one thread that changes them. Never commits: the caller's transaction does. */
public final class ProductView {
    /** The name under which the view's offsets are kept. */
    public static final String NAME = "products";

    private static final List<String> SCRIPTS = List.of(
            "/org/periapsis/indexer/view/V001__products.sql",
            "/org/periapsis/indexer/view/V002__collection_holdings.sql",
            "/org/periapsis/indexer/view/V003__holdings_by_rights.sql",
            "/org/periapsis/indexer/view/V004__holdings_without_overflow.sql");

    private ProductView() {}

    /** Brings the tables to this version. */
    public static void migrate(Connection connection) throws SQLException {
        Migrations.apply(connection, ProductView.class, SCRIPTS);
    }

    /** Drops all rows and how far they had come; the next reading of the log makes them anew. */
    public static void drop(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("truncate product, replica, holding, holding_collection");
            statement.execute("delete from applied where view = '" + NAME + "'");
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    /** What is known of the products and replicas that a batch speaks of. */
    public static BatchFold begin(Connection connection, Collection<String> ids, Collection<Replica.Key> keys)
            throws SQLException {
        return new BatchFold(
                ids.isEmpty() ? List.of() : ProductRows.heads(connection, ids),
                keys.isEmpty() ? List.of() : ReplicaRows.known(connection, keys));
    }

    /**
     * Writes what the batch changed.
     *
     * @param partitions numbers of the partitions that it is from
     */
    public static void write(Connection connection, BatchFold fold, SortedSet<Integer> partitions) throws SQLException {
        CollectionHoldings holdings = CollectionHoldings.before(connection, fold, partitions);
        ProductRows.write(connection, fold.changedEntries());
        ReplicaRows.write(connection, fold.changedReplicas());
        if (!fold.holdingChanges().isEmpty()) {
            ReplicaRows.add(connection, fold.holdingChanges());
        }
        holdings.written(connection);
    }

    /** What the view says of these products. */
    public static Map<String, Content> contents(Connection connection, Collection<String> ids) throws SQLException {
        return ProductRows.contents(connection, ids);
    }
}
