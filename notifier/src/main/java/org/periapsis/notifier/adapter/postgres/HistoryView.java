package org.periapsis.notifier.adapter.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.config.PostgresConfig;
import org.periapsis.kit.kafka.Batch;
import org.periapsis.kit.kafka.BatchHandler;
import org.periapsis.kit.kafka.Consumed;
import org.periapsis.kit.postgres.AppliedPositions;
import org.periapsis.kit.postgres.Migrations;
import org.periapsis.kit.postgres.ViewStore;
import org.periapsis.notifier.domain.EventIds;
import org.periapsis.notifier.domain.Mentions;

/** Keeps in PostgreSQL which records name which id: rows and offsets in one transaction. Used by one consumer thread. */
public final class HistoryView implements BatchHandler {
    /** Name of the view in the table of offsets. */
    public static final String NAME = "history";

    private static final String INSERT =
            """
            insert into history (about, at, topic, site, part, pos)
            select about, at::timestamptz, topic, site, part, pos
            from unnest(?::bigint[], ?::text[], ?::smallint[], ?::text[], ?::int[], ?::bigint[])
              as r(about, at, topic, site, part, pos)
            on conflict do nothing""";
    /** What PostgreSQL can write down; an event of another time was told by a broken clock. */
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

    private final ViewStore store;
    private final AppliedPositions applied;
    private final String prefix;

    private record Row(long about, String at, short topic, String site, int part, long pos) {}

    /** @param prefix the deployment's, before topic names */
    public HistoryView(ViewStore store, AppliedPositions applied, String prefix) {
        this.store = store;
        this.applied = applied;
        this.prefix = prefix;
    }

    /** Brings the schema to its newest version. */
    public static void tables(Connection connection) throws SQLException {
        Migrations.apply(connection, HistoryView.class, List.of("001-history.sql"));
    }

    /** Drops the rows and how far they had come: the log is read again. Blocks. */
    public static void empty(PostgresConfig config) throws SQLException {
        try (Connection connection = ViewStore.open(config)) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("truncate history");
                statement.execute("delete from applied where view = '" + NAME + "'");
            }
            connection.commit();
        }
    }

    @Override
    public void handle(Batch batch) throws Exception {
        List<Row> rows = new ArrayList<>();
        batch.events().forEach(consumed -> add(rows, consumed));
        store.apply(batch, connection -> {
            if (!rows.isEmpty()) {
                insert(connection, rows);
            }
        });
        applied.applied(batch);
    }

    private void add(List<Row> rows, Consumed consumed) {
        Optional<Topic> topic = Topic.ofName(consumed.partition().topic());
        Instant at = consumed.event().time();
        if (topic.isEmpty() || at.isBefore(FIRST) || at.isAfter(LAST)) {
            return;
        }
        short number = (short) EventIds.number(topic.get());
        String site = Topic.siteOf(consumed.partition().topic(), prefix).orElse("");
        for (String id : Mentions.of(consumed.event())) {
            rows.add(new Row(
                    Mentions.key(id),
                    at.toString(),
                    number,
                    site,
                    consumed.partition().partition(),
                    consumed.offset()));
        }
    }

    private static void insert(Connection connection, List<Row> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setArray(1, connection.createArrayOf("int8", column(rows, Row::about)));
            statement.setArray(2, connection.createArrayOf("text", column(rows, Row::at)));
            statement.setArray(3, connection.createArrayOf("int2", column(rows, Row::topic)));
            statement.setArray(4, connection.createArrayOf("text", column(rows, Row::site)));
            statement.setArray(5, connection.createArrayOf("int4", column(rows, Row::part)));
            statement.setArray(6, connection.createArrayOf("int8", column(rows, Row::pos)));
            statement.executeUpdate();
        }
    }

    private static Object[] column(List<Row> rows, Function<Row, Object> value) {
        return rows.stream().map(value).toArray();
    }
}
