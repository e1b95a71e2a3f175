package org.periapsis.session.adapter.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.List;
import java.util.UUID;
import org.periapsis.kit.kafka.Consumed;
import org.periapsis.session.domain.view.Moment;
import org.periapsis.session.domain.view.Stamp;

/** Timelines. */
final class MomentRows {
    private static final String INSERT =
            """
            insert into moment (entity_id, at, topic, part, pos, type, run_id, epoch, site, text)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

    private MomentRows() {}

    static void apply(Connection connection, List<Consumed> events) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            boolean any = false;
            for (Consumed consumed : events) {
                Moment moment = Moment.of(consumed.data()).orElse(null);
                if (moment != null) {
                    bind(insert, moment, Fold.stamp(consumed));
                    insert.addBatch();
                    any = true;
                }
            }
            if (any) {
                insert.executeBatch();
            }
        }
    }

    private static void bind(PreparedStatement insert, Moment moment, Stamp stamp) throws SQLException {
        insert.setObject(1, UUID.fromString(moment.entityId()));
        insert.setTimestamp(2, new Timestamp(stamp.at()));
        insert.setString(3, stamp.topic());
        insert.setInt(4, stamp.partition());
        insert.setLong(5, stamp.offset());
        insert.setString(6, moment.type());
        insert.setString(7, moment.runId());
        if (moment.epoch() == null) {
            insert.setNull(8, Types.INTEGER);
        } else {
            insert.setInt(8, moment.epoch());
        }
        insert.setString(9, moment.site());
        insert.setString(10, moment.text());
    }
}
