package org.periapsis.indexer.adapter.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Writes many rows with one statement: an array a column, unnested by the server. One round trip and one plan, whatever
 * the number of rows.
 */
final class UnnestInsert<T> {
    private final List<Column<T>> columns = new ArrayList<>();

    /**
     * A column and how its value comes from a row.
     *
     * @param type element type of the array that brings it
     * @param expression turns the unnested value, {@code r.name}, into the column's
     */
    private record Column<T>(String name, String type, String expression, Function<T, Object> value) {}

    UnnestInsert<T> column(String name, String type, Function<T, Object> value) {
        columns.add(new Column<>(name, type, "r." + name, value));
        return this;
    }

    UnnestInsert<T> column(String name, String type, String expression, Function<T, Object> value) {
        columns.add(new Column<>(name, type, expression, value));
        return this;
    }

    /** Inserts the rows; those whose key is taken are replaced. */
    void upsert(Connection connection, String table, String key, List<T> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        String names = columns.stream().map(Column::name).collect(Collectors.joining(", "));
        String sets = columns.stream()
                .filter(c -> !key.contains(c.name()))
                .map(c -> c.name() + " = excluded." + c.name())
                .collect(Collectors.joining(", "));
        execute(
                connection,
                "insert into " + table + " (" + names + ") select "
                        + columns.stream().map(Column::expression).collect(Collectors.joining(", "))
                        + source() + " on conflict (" + key + ") do update set " + sets,
                rows);
    }

    /** Changes the columns of the rows with these keys; nothing else of them. */
    void update(Connection connection, String table, String key, List<T> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        String sets = columns.stream()
                .filter(c -> !c.name().equals(key))
                .map(c -> c.name() + " = " + c.expression())
                .collect(Collectors.joining(", "));
        execute(connection, "update " + table + " t set " + sets + source() + " where t." + key + " = r." + key, rows);
    }

    private String source() {
        return columns.stream()
                        .map(c -> "?::" + c.type() + "[]")
                        .collect(Collectors.joining(", ", " from unnest(", ")"))
                + columns.stream().map(Column::name).collect(Collectors.joining(", ", " as r(", ")"));
    }

    private void execute(Connection connection, String sql, List<T> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int index = 1;
            for (Column<T> column : columns) {
                Object[] values = rows.stream().map(column.value()).toArray();
                // Timestamps travel as ISO 8601 text, which the cast in the statement reads.
                String type = column.type().equals("timestamptz") ? "text" : column.type();
                statement.setArray(index++, connection.createArrayOf(type, values));
            }
            statement.executeUpdate();
        }
    }
}
