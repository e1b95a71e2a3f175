package org.periapsis.session.adapter.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.periapsis.kit.kafka.Consumed;
import org.periapsis.session.domain.view.SiteView;

/** Sites. */
final class SiteRows {
    private static final String UPSERT =
            """
            insert into site (site, lost, doc) values (?, ?, ?::jsonb)
            on conflict (site) do update set lost = excluded.lost, doc = excluded.doc""";

    private SiteRows() {}

    static void apply(Connection connection, List<Consumed> events) throws SQLException {
        Map<String, SiteView> views = new LinkedHashMap<>();
        for (Consumed consumed : events) {
            String site = SiteView.siteOf(consumed.data());
            if (site != null) {
                views.put(site, SiteView.none());
            }
        }
        if (views.isEmpty()) {
            return;
        }
        views.putAll(Fold.load(
                connection,
                "select site, doc from site where site = any(?)",
                Map.of("text", views.keySet()),
                row -> row.getString(1),
                SiteView.class));
        for (Consumed consumed : events) {
            String site = SiteView.siteOf(consumed.data());
            if (site != null) {
                views.put(site, views.get(site).apply(consumed.data(), Fold.stamp(consumed)));
            }
        }
        try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
            for (Map.Entry<String, SiteView> view : views.entrySet()) {
                upsert.setString(1, view.getKey());
                upsert.setBoolean(2, view.getValue().lost());
                upsert.setString(3, Docs.text(view.getValue()));
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }
}
