package org.periapsis.session.adapter.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.periapsis.kit.kafka.Batch;
import org.periapsis.kit.kafka.BatchHandler;
import org.periapsis.kit.kafka.Consumed;
import org.periapsis.kit.postgres.AppliedPositions;
import org.periapsis.kit.postgres.Migrations;
import org.periapsis.kit.postgres.ViewStore;

/** Keeps the tables that people read in step with the log: rows and offsets in one transaction. Used by one consumer thread. */
public final class SessionsView implements BatchHandler {
    /** Name of the view in the table of offsets. */
    public static final String NAME = "sessions";

    private final ViewStore store;
    private final AppliedPositions positions;

    public SessionsView(ViewStore store, AppliedPositions positions) {
        this.store = store;
        this.positions = positions;
    }

    /** Brings the schema to the newest version. */
    public static void tables(Connection connection) throws SQLException {
        Migrations.apply(
                connection,
                SessionsView.class,
                List.of("V001__sessions.sql", "V002__traffic.sql", "V003__people.sql", "V004__datalab_names.sql"));
    }

    @Override
    public void handle(Batch batch) throws Exception {
        store.apply(batch, connection -> {
            alone(connection);
            List<Consumed> events = batch.events();
            EntityRows.apply(connection, events);
            RunRows.apply(connection, events);
            SiteRows.apply(connection, events);
            DatalabRows.apply(connection, events);
            MomentRows.apply(connection, events);
            TrafficRows.apply(connection, events);
        });
        positions.applied(batch);
    }

    /** A row is fed by several topics, which several instances may read: without this one would undo another's change. */
    private static void alone(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select pg_advisory_xact_lock(hashtext('sessions-view-' || current_schema()))");
        }
    }
}
