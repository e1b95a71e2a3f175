package org.periapsis.session.adapter.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.periapsis.events.door.Numbers;
import org.periapsis.kit.kafka.Consumed;
import org.periapsis.session.domain.view.Traffic;

/** Bytes read in place and moved: what each run and transfer told last, and the sums by site and hour. */
final class TrafficRows {
    private static final String SELECT =
            """
            select source, site, hour, in_place_bytes, moved_bytes, runs from traffic_source where source = any(?)
            for update""";
    private static final String SOURCE =
            """
            insert into traffic_source (source, site, hour, in_place_bytes, moved_bytes, runs) values (?, ?, ?, ?, ?, ?)
            on conflict (source) do update set site = excluded.site, in_place_bytes = excluded.in_place_bytes,
              moved_bytes = excluded.moved_bytes, runs = excluded.runs""";
    private static final String SUM =
            """
            insert into traffic (site, hour, in_place_bytes, moved_bytes, runs) values (?, ?, ?, ?, ?)
            on conflict (hour, site) do update set
              in_place_bytes = least(traffic.in_place_bytes::numeric + excluded.in_place_bytes, 9007199254740991),
              moved_bytes = least(traffic.moved_bytes::numeric + excluded.moved_bytes, 9007199254740991),
              runs = traffic.runs + excluded.runs""";

    private record Hour(long at, String site) {}

    private TrafficRows() {}

    static void apply(Connection connection, List<Consumed> events) throws SQLException {
        Map<String, Traffic> now = new LinkedHashMap<>();
        for (Consumed consumed : events) {
            Traffic.sourceOf(consumed.data()).ifPresent(source -> now.put(source, null));
        }
        if (now.isEmpty()) {
            return;
        }
        Map<String, Traffic> before = load(connection, now.keySet().toArray());
        now.putAll(before);
        for (Consumed consumed : events) {
            Optional<String> source = Traffic.sourceOf(consumed.data());
            source.ifPresent(name -> now.put(
                    name,
                    Traffic.after(
                            now.get(name),
                            consumed.data(),
                            consumed.event().time().toEpochMilli())));
        }
        // In one order, so that two writers cannot wait for each other.
        Map<Hour, Traffic> changes =
                new TreeMap<>(Comparator.comparingLong(Hour::at).thenComparing(Hour::site));
        now.forEach((source, told) -> {
            Traffic change = told.minus(before.get(source));
            changes.merge(new Hour(told.hour(), told.site()), change, TrafficRows::sum);
        });
        changes.values().removeIf(Traffic::isNothing);
        writeSources(connection, new TreeMap<>(now));
        writeSums(connection, changes);
    }

    private static Traffic sum(Traffic one, Traffic other) {
        return new Traffic(
                one.site(),
                one.hour(),
                added(one.inPlaceBytes(), other.inPlaceBytes()),
                added(one.movedBytes(), other.movedBytes()),
                one.runs() + other.runs());
    }

    /** Of changes, which may be less than nothing; neither is beyond what a sum is at most, so that this cannot overflow. */
    private static long added(long one, long other) {
        return Math.max(-Numbers.LARGEST_SUM, Math.min(Numbers.LARGEST_SUM, one + other));
    }

    private static Map<String, Traffic> load(Connection connection, Object[] sources) throws SQLException {
        Map<String, Traffic> found = new LinkedHashMap<>();
        try (PreparedStatement query = connection.prepareStatement(SELECT)) {
            query.setArray(1, connection.createArrayOf("text", sources));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.put(
                            rows.getString(1),
                            new Traffic(
                                    rows.getString(2),
                                    rows.getTimestamp(3).getTime(),
                                    rows.getLong(4),
                                    rows.getLong(5),
                                    rows.getInt(6)));
                }
            }
        }
        return found;
    }

    private static void writeSources(Connection connection, Map<String, Traffic> sources) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement(SOURCE)) {
            for (Map.Entry<String, Traffic> source : sources.entrySet()) {
                upsert.setString(1, source.getKey());
                upsert.setString(2, source.getValue().site());
                upsert.setTimestamp(3, new Timestamp(source.getValue().hour()));
                upsert.setLong(4, source.getValue().inPlaceBytes());
                upsert.setLong(5, source.getValue().movedBytes());
                upsert.setInt(6, source.getValue().runs());
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    private static void writeSums(Connection connection, Map<Hour, Traffic> changes) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement(SUM)) {
            for (Map.Entry<Hour, Traffic> change : changes.entrySet()) {
                upsert.setString(1, change.getKey().site());
                upsert.setTimestamp(2, new Timestamp(change.getKey().at()));
                upsert.setLong(3, change.getValue().inPlaceBytes());
                upsert.setLong(4, change.getValue().movedBytes());
                upsert.setLong(5, change.getValue().runs());
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }
}
