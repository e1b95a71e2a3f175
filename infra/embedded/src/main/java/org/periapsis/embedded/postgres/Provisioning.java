package org.periapsis.embedded.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import org.postgresql.core.Utils;

/** Brings the database's roles and schemas to what is declared; asking twice changes nothing. */
final class Provisioning {

    private Provisioning() {}

    static void database(Connection server, String database) throws SQLException {
        if (!exists(server, "SELECT 1 FROM pg_database WHERE datname = ?", database)) {
            execute(server, "CREATE DATABASE " + database);
        }
        // The server's own databases are open to every role by default.
        for (String closed : new String[] {database, "postgres", "template1"}) {
            execute(server, "REVOKE ALL ON DATABASE " + closed + " FROM PUBLIC");
        }
    }

    static void extensions(Connection connection, Collection<String> names) throws SQLException {
        for (String name : names) {
            execute(connection, "CREATE EXTENSION IF NOT EXISTS " + identifier(name) + " SCHEMA public");
        }
    }

    static void roles(Connection connection, String database, Collection<DatabaseRole> roles) throws SQLException {
        for (DatabaseRole role : roles) {
            String name = identifier(role.name());
            boolean known = exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", role.name());
            execute(
                    connection,
                    (known ? "ALTER ROLE " : "CREATE ROLE ") + name + " LOGIN NOINHERIT PASSWORD "
                            + literal(role.password()));
            execute(connection, "GRANT CONNECT, TEMPORARY ON DATABASE " + database + " TO " + name);
            execute(connection, "CREATE SCHEMA IF NOT EXISTS " + name + " AUTHORIZATION " + name);
            // public holds extensions only: nobody but the superuser may create there.
            execute(
                    connection,
                    "ALTER ROLE " + name + " IN DATABASE " + database + " SET search_path = " + name + ", public");
        }
    }

    private static boolean exists(Connection connection, String query, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    /** DDL takes no parameters: every part of {@code sql} is checked or quoted by the caller. */
    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String identifier(String name) throws SQLException {
        return Utils.escapeIdentifier(null, name).toString();
    }

    private static String literal(String value) throws SQLException {
        return "'" + Utils.escapeLiteral(null, value, true) + "'";
    }
}
