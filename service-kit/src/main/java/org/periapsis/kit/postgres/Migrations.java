package org.periapsis.kit.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Brings a schema to the newest version: numbered SQL scripts, each run once, all under one lock. */
public final class Migrations {
    private Migrations() {}

    /**
     * @param anchor class beside whose resources the scripts are
     * @param scripts resource names in order; a script never changes once it is released
     * @throws SQLException when a script fails; nothing of that script is kept
     */
    public static void apply(Connection connection, Class<?> anchor, List<String> scripts) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("select pg_advisory_xact_lock(hashtext('periapsis-migrations-' || current_schema()))");
            statement.execute(
                    "create table if not exists schema_version (script text primary key, at timestamptz default now())");
            for (String script : scripts) {
                if (!done(connection, script)) {
                    statement.execute(text(anchor, script));
                    record(connection, script);
                }
            }
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static boolean done(Connection connection, String script) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("select 1 from schema_version where script = ?")) {
            query.setString(1, script);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static void record(Connection connection, String script) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into schema_version (script) values (?)")) {
            insert.setString(1, script);
            insert.executeUpdate();
        }
    }

    private static String text(Class<?> anchor, String script) {
        try (InputStream in = anchor.getResourceAsStream(script)) {
            if (in == null) {
                throw new IllegalArgumentException("no resource " + script + " beside " + anchor.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
