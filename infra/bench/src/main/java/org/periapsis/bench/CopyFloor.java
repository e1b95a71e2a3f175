package org.periapsis.bench;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.periapsis.embedded.postgres.EmbeddedDatabase;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** The floor under the view: the same rows by COPY into a table with the same indexes, in the same PostgreSQL. */
final class CopyFloor {
    private final EmbeddedDatabase database;

    CopyFloor(EmbeddedDatabase database) {
        this.database = database;
    }

    /** @return products in the view whose ids begin like this */
    long count(String prefix) throws SQLException {
        try (Connection connection = database.superuser();
                var statement = connection.prepareStatement(
                        "select count(*) from indexer.product where starts_with(obs_publisher_did, ?)")) {
            statement.setString(1, prefix);
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    /**
     * @param prefix of the ids of the rows that are copied; without quotes
     * @return rows a second, the commit included
     */
    double perSecond(String prefix) throws SQLException, IOException {
        try (Connection connection = database.superuser();
                Statement statement = connection.createStatement()) {
            statement.execute("drop table if exists indexer.bench_copy");
            statement.execute("create table indexer.bench_copy (like indexer.product including all)");
            CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
            ByteArrayOutputStream rows = new ByteArrayOutputStream();
            copies.copyOut(
                    "copy (select * from indexer.product where starts_with(obs_publisher_did, '" + prefix
                            + "')) to stdout",
                    rows);
            long began = System.nanoTime();
            long copied =
                    copies.copyIn("copy indexer.bench_copy from stdin", new ByteArrayInputStream(rows.toByteArray()));
            double seconds = (System.nanoTime() - began) / 1e9;
            statement.execute("drop table indexer.bench_copy");
            return copied / seconds;
        }
    }
}
