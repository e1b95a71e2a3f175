package org.periapsis.ingest.adapter.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Sends runs of one statement together, and keeps the order between different ones. */
final class StatementRun implements AutoCloseable {
    private final Connection connection;
    private String sql = "";
    private PreparedStatement statement;

    StatementRun(Connection connection) {
        this.connection = connection;
    }

    /** The statement, to have its parameters set. */
    PreparedStatement next(String wanted) throws SQLException {
        if (!wanted.equals(sql)) {
            flush();
            statement = connection.prepareStatement(wanted);
            sql = wanted;
        }
        return statement;
    }

    void add() throws SQLException {
        statement.addBatch();
    }

    private void flush() throws SQLException {
        if (statement != null) {
            try (PreparedStatement done = statement) {
                done.executeBatch();
            } finally {
                statement = null;
                sql = "";
            }
        }
    }

    @Override
    public void close() throws SQLException {
        flush();
    }
}
