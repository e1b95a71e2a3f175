package org.periapsis.session.adapter.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.periapsis.kit.kafka.Consumed;
import org.periapsis.session.domain.view.Attempt;
import org.periapsis.session.domain.view.RunView;

/** Runs of sessions, jobs and builds; the columns tell of the current attempt. */
final class RunRows {
    private static final String SELECT =
            """
            select entity_id, run_id, doc from run
            where (entity_id, run_id) in (select * from unnest(?::uuid[], ?::text[]))""";
    private static final String UPSERT =
            """
            insert into run (entity_id, run_id, epoch, site, phase, outcome, reason, first_entry, tasks, succeeded,
              failed, local_bytes, moved_bytes, doc)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb)
            on conflict (entity_id, run_id) do update set epoch = excluded.epoch, site = excluded.site,
              phase = excluded.phase, outcome = excluded.outcome, reason = excluded.reason,
              first_entry = excluded.first_entry, tasks = excluded.tasks, succeeded = excluded.succeeded,
              failed = excluded.failed, local_bytes = excluded.local_bytes, moved_bytes = excluded.moved_bytes,
              doc = excluded.doc""";

    private record Key(UUID entity, String run) {}

    private RunRows() {}

    static void apply(Connection connection, List<Consumed> events) throws SQLException {
        Map<Key, RunView> views = new LinkedHashMap<>();
        for (Consumed consumed : events) {
            keyOf(consumed).ifPresent(key -> views.put(key, RunView.none()));
        }
        if (views.isEmpty()) {
            return;
        }
        Map<String, Collection<?>> keys = new LinkedHashMap<>();
        keys.put("entity:uuid", views.keySet().stream().map(Key::entity).toList());
        keys.put("run:text", views.keySet().stream().map(Key::run).toList());
        views.putAll(Fold.load(
                connection,
                SELECT,
                keys,
                row -> new Key(row.getObject(1, UUID.class), row.getString(2)),
                RunView.class));
        for (Consumed consumed : events) {
            keyOf(consumed)
                    .ifPresent(key -> views.put(key, views.get(key).apply(consumed.data(), Fold.stamp(consumed))));
        }
        try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
            for (Map.Entry<Key, RunView> view : views.entrySet()) {
                bind(upsert, view.getKey(), view.getValue());
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    private static Optional<Key> keyOf(Consumed consumed) {
        return RunView.keyOf(consumed.data()).map(key -> new Key(UUID.fromString(key.entityId()), key.runId()));
    }

    private static void bind(PreparedStatement upsert, Key key, RunView view) throws SQLException {
        int epoch = view.current().orElseThrow().getKey();
        Attempt now = view.current().orElseThrow().getValue();
        Attempt.Ended end = now.concluded() != null ? now.concluded() : now.exited();
        // What was read is the agent's to tell, at the start and again at the end; before that the plan's figures
        // stand.
        boolean up = now.started() != null;
        long local = up
                ? now.started().localBytes()
                : now.placed() == null ? 0 : now.placed().localBytes();
        long moved = up
                ? now.started().movedBytes()
                : now.placed() == null ? 0 : now.placed().movedBytes();
        if (now.exited() != null && now.exited().localBytes() + now.exited().movedBytes() > 0) {
            local = now.exited().localBytes();
            moved = now.exited().movedBytes();
        }
        upsert.setObject(1, key.entity());
        upsert.setString(2, key.run());
        upsert.setInt(3, epoch);
        upsert.setString(4, now.site());
        upsert.setString(5, now.phase().name());
        upsert.setString(6, end == null ? null : end.outcome());
        upsert.setString(7, end == null ? null : end.reason());
        upsert.setInt(8, now.placed() == null ? 0 : now.placed().first());
        upsert.setInt(9, now.placed() == null ? 0 : now.placed().tasks());
        upsert.setInt(10, end == null ? 0 : end.succeeded());
        upsert.setInt(11, end == null ? 0 : end.failed());
        upsert.setLong(12, local);
        upsert.setLong(13, moved);
        upsert.setString(14, Docs.text(view));
    }
}
