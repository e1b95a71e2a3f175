package org.periapsis.session.adapter.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.periapsis.kit.kafka.Consumed;
import org.periapsis.session.domain.view.EntityView;
import org.periapsis.session.domain.view.Guest;
import org.periapsis.session.domain.view.Moment;

/** Sessions, jobs and builds. */
final class EntityRows {
    private static final String UPSERT =
            """
            insert into entity (id, kind, owner_iss, owner_sub, team, requested_at, over, doc, people)
            values (?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?)
            on conflict (id) do update set kind = excluded.kind, owner_iss = excluded.owner_iss,
              owner_sub = excluded.owner_sub, team = excluded.team, requested_at = excluded.requested_at,
              over = excluded.over, doc = excluded.doc, people = excluded.people""";

    private EntityRows() {}

    static void apply(Connection connection, List<Consumed> events) throws SQLException {
        Map<UUID, EntityView> views = new LinkedHashMap<>();
        for (Consumed consumed : events) {
            Moment.entityOf(consumed.data()).ifPresent(id -> views.put(id, EntityView.none()));
        }
        if (views.isEmpty()) {
            return;
        }
        Map<String, Collection<?>> keys = Map.of("uuid", views.keySet());
        views.putAll(Fold.load(
                connection,
                "select id, doc from entity where id = any(?)",
                keys,
                row -> row.getObject(1, UUID.class),
                EntityView.class));
        for (Consumed consumed : events) {
            Optional<UUID> id = Moment.entityOf(consumed.data());
            id.ifPresent(known -> views.put(known, views.get(known).apply(consumed.data(), Fold.stamp(consumed))));
        }
        try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
            for (Map.Entry<UUID, EntityView> view : views.entrySet()) {
                bind(upsert, view.getKey(), view.getValue());
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    private static void bind(PreparedStatement upsert, UUID id, EntityView view) throws SQLException {
        upsert.setObject(1, id);
        upsert.setString(2, view.kind());
        upsert.setString(3, view.party() == null ? null : view.party().issuer());
        upsert.setString(4, view.party() == null ? null : view.party().subject());
        upsert.setString(5, view.party() == null ? null : view.party().team());
        upsert.setTimestamp(
                6,
                view.request() == null
                        ? null
                        : new Timestamp(view.request().stamp().at()));
        upsert.setBoolean(7, view.conclusion() != null);
        upsert.setString(8, Docs.text(view));
        Object[] people = view.people().stream()
                .map(each -> Guest.key(each.issuer(), each.subject()))
                .toArray();
        upsert.setArray(9, upsert.getConnection().createArrayOf("text", people));
    }
}
