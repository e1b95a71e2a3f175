package org.periapsis.indexer;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.periapsis.embedded.postgres.EmbeddedDatabase;

/** The tables of the view, with all rights on them. */
final class ViewTables {
    private final EmbeddedDatabase database;

    ViewTables(EmbeddedDatabase database) {
        this.database = database;
    }

    /** Every row of the view as text, and how far it has come. */
    Map<String, List<String>> rows() throws Exception {
        Map<String, List<String>> tables = new HashMap<>();
        try (Connection connection = database.superuser();
                Statement statement = connection.createStatement()) {
            for (String table : List.of("product", "replica", "holding", "holding_collection", "applied")) {
                List<String> rows = new ArrayList<>();
                try (ResultSet result =
                        statement.executeQuery("select t::text from indexer." + table + " t order by 1")) {
                    while (result.next()) {
                        rows.add(result.getString(1));
                    }
                }
                tables.put(table, rows);
            }
        }
        return tables;
    }

    Connection superuser() throws Exception {
        return database.superuser();
    }

    /** Runs a statement with all rights: for what no service can do. */
    void sql(String text) throws Exception {
        try (Connection connection = database.superuser();
                Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
    }
}
