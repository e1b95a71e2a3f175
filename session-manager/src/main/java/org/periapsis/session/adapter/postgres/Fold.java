package org.periapsis.session.adapter.postgres;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.periapsis.kit.kafka.Consumed;
import org.periapsis.session.domain.view.Stamp;

/** What the tables' writers share: stamps, and one query for all rows that a batch touches. */
final class Fold {
    private Fold() {}

    static Stamp stamp(Consumed consumed) {
        return new Stamp(
                consumed.partition().topic(),
                consumed.partition().partition(),
                consumed.offset(),
                consumed.event().time().toEpochMilli(),
                consumed.event().id());
    }

    /** A row's key and document, read from a result. */
    @FunctionalInterface
    interface Row<K> {
        K key(ResultSet row) throws SQLException;
    }

    /**
     * @param sql selects the key's columns and then {@code doc}; one array parameter for each of {@code columns}
     * @param columns the keys' parts, as PostgreSQL's type name and values
     */
    static <K, V> Map<K, V> load(
            Connection connection, String sql, Map<String, Collection<?>> columns, Row<K> key, Class<V> type)
            throws SQLException {
        Map<K, V> found = new LinkedHashMap<>();
        List<Array> arrays = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            int at = 1;
            for (Map.Entry<String, Collection<?>> column : columns.entrySet()) {
                String sqlType = column.getKey().substring(column.getKey().indexOf(':') + 1);
                Array array =
                        connection.createArrayOf(sqlType, column.getValue().toArray());
                arrays.add(array);
                query.setArray(at++, array);
            }
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.put(key.key(rows), Docs.read(rows.getString("doc"), type));
                }
            }
        }
        for (Array array : arrays) {
            array.free();
        }
        return found;
    }
}
