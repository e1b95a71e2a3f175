package org.periapsis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.periapsis.embedded.postgres.EmbeddedDatabase;
import org.periapsis.local.demo.Polling;

/** Throws every view away, as an operator may, and compares what is made again of the log with what was there. */
final class ViewReplay {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int SECONDS_OF_REST = 5;

    /**
     * Tables that are made of the log alone, by schema. Sites' offers go on changing; sign-ins and claims on tasks are not on the
     * log. The portal comes last: who is signed in is not any more.
     */
    private static final Map<String, List<String>> VIEWS = new LinkedHashMap<>();

    static {
        VIEWS.put("indexer", List.of("product", "replica", "holding", "holding_collection"));
        VIEWS.put("session_manager", List.of("entity", "run", "datalab", "moment", "traffic", "traffic_source"));
        VIEWS.put("notifier", List.of("history"));
        for (String site : Deployment.SITES) {
            VIEWS.put("ingest_" + site, List.of("product", "replica_object", "refusal"));
        }
        VIEWS.put("portal", List.of("basket", "basket_reader", "team", "member"));
    }

    private final EmbeddedDatabase database;

    ViewReplay(EmbeddedDatabase database) {
        this.database = database;
    }

    void everyViewEqualsItsReplay() throws Exception {
        Map<String, List<String>> before = settled();
        assertThat(before.get("indexer.product")).isNotEmpty();
        assertThat(before.get("session_manager.entity")).isNotEmpty();
        assertThat(before.get("notifier.history")).isNotEmpty();
        for (String schema : VIEWS.keySet()) {
            throwAway(schema);
        }
        Map<String, List<String>> last = new LinkedHashMap<>();
        try {
            Polling.until(PATIENCE, "views as they were", () -> {
                last.putAll(read());
                return last.equals(before) ? Boolean.TRUE : null;
            });
        } catch (IOException different) {
            last.forEach((table, rows) -> assertThat(rows).as(table).isEqualTo(before.get(table)));
            throw different;
        }
    }

    /** What the last request caused may come after it was answered. */
    private Map<String, List<String>> settled() throws Exception {
        Map<String, List<String>> rows = read();
        for (int same = 0; same < SECONDS_OF_REST; ) {
            TimeUnit.SECONDS.sleep(1);
            Map<String, List<String>> now = read();
            same = now.equals(rows) ? same + 1 : 0;
            rows = now;
        }
        return rows;
    }

    private void throwAway(String schema) throws SQLException {
        try (Connection connection = database.superuser();
                Statement statement = connection.createStatement()) {
            statement.execute("drop schema " + schema + " cascade");
            statement.execute("create schema " + schema + " authorization " + schema);
        }
    }

    /** @return rows as text by table; none of a table that is not there yet */
    private Map<String, List<String>> read() throws IOException {
        Map<String, List<String>> all = new LinkedHashMap<>();
        try (Connection connection = database.superuser();
                Statement statement = connection.createStatement()) {
            for (Map.Entry<String, List<String>> view : VIEWS.entrySet()) {
                for (String table : view.getValue()) {
                    String name = view.getKey() + "." + table;
                    List<String> rows = new ArrayList<>();
                    try (ResultSet there = statement.executeQuery("select to_regclass('" + name + "') is not null")) {
                        there.next();
                        if (!there.getBoolean(1)) {
                            all.put(name, rows);
                            continue;
                        }
                    }
                    try (ResultSet found =
                            statement.executeQuery("select row_to_json(t)::text from " + name + " t order by 1")) {
                        while (found.next()) {
                            rows.add(found.getString(1));
                        }
                    }
                    all.put(name, rows);
                }
            }
        } catch (SQLException e) {
            throw new IOException("the views cannot be read", e);
        }
        return all;
    }
}
