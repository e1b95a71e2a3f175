package org.periapsis.session.adapter.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.periapsis.events.DatalabDrafted;
import org.periapsis.events.Owner;
import org.periapsis.kit.kafka.Consumed;
import org.periapsis.session.domain.view.DatalabView;

/** Versions of datalabs, and whose their names are. */
final class DatalabRows {
    private static final String SELECT =
            "select id, version, doc from datalab where (id, version) in (select * from unnest(?::text[], ?::text[]))";
    private static final String UPSERT =
            """
            insert into datalab (id, version, state, drafted_at, doc) values (?, ?, ?, ?, ?::jsonb)
            on conflict (id, version) do update set state = excluded.state, drafted_at = excluded.drafted_at,
              doc = excluded.doc""";

    private static final String CLAIM =
            "insert into datalab_name (id, issuer, subject) values (?, ?, ?) on conflict (id) do nothing";
    private static final String OWNER = "select issuer, subject from datalab_name where id = ?";

    private DatalabRows() {}

    static void apply(Connection connection, List<Consumed> events) throws SQLException {
        Map<DatalabView.Key, DatalabView> views = new LinkedHashMap<>();
        for (Consumed consumed : events) {
            DatalabView.keyOf(consumed.data()).ifPresent(key -> views.put(key, DatalabView.none()));
        }
        if (views.isEmpty()) {
            return;
        }
        Map<String, Collection<?>> keys = new LinkedHashMap<>();
        keys.put("id:text", views.keySet().stream().map(DatalabView.Key::id).toList());
        keys.put(
                "version:text",
                views.keySet().stream().map(DatalabView.Key::version).toList());
        views.putAll(Fold.load(
                connection,
                SELECT,
                keys,
                row -> new DatalabView.Key(row.getString(1), row.getString(2)),
                DatalabView.class));
        for (Consumed consumed : events) {
            Optional<DatalabView.Key> key = DatalabView.keyOf(consumed.data());
            if (key.isPresent() && (!(consumed.data() instanceof DatalabDrafted draft) || claims(connection, draft))) {
                views.put(key.get(), views.get(key.get()).apply(consumed.data(), Fold.stamp(consumed)));
            }
        }
        // Of a draft that does not count there is no version.
        views.values().removeIf(DatalabView.none()::equals);
        try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
            for (Map.Entry<DatalabView.Key, DatalabView> view : views.entrySet()) {
                upsert.setString(1, view.getKey().id());
                upsert.setString(2, view.getKey().version());
                upsert.setString(3, view.getValue().state());
                Long drafted = view.getValue().draftedAt();
                upsert.setTimestamp(4, drafted == null ? null : new Timestamp(drafted));
                upsert.setString(5, Docs.text(view.getValue()));
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    /** @return whether the name is its writer's, or nobody's so far */
    private static boolean claims(Connection connection, DatalabDrafted draft) throws SQLException {
        try (PreparedStatement claim = connection.prepareStatement(CLAIM)) {
            claim.setString(1, draft.getDatalabId());
            claim.setString(2, draft.getOwner().getIssuer());
            claim.setString(3, draft.getOwner().getSubject());
            claim.executeUpdate();
        }
        try (PreparedStatement owner = connection.prepareStatement(OWNER)) {
            owner.setString(1, draft.getDatalabId());
            try (ResultSet row = owner.executeQuery()) {
                row.next();
                return draft.getOwner().equals(new Owner(row.getString(1), row.getString(2)));
            }
        }
    }
}
