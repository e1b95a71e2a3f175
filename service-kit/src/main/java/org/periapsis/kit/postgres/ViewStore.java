package org.periapsis.kit.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.periapsis.kit.config.PostgresConfig;
import org.periapsis.kit.kafka.Batch;
import org.periapsis.kit.kafka.OffsetStore;
import org.periapsis.kit.kafka.StaleCursor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A view's rows and how far it has come, changed in one transaction. The offset moves by compare-and-set, so that a consumer
 * that has lost its partition without knowing it cannot apply a batch twice. Used by one consumer thread.
 */
public final class ViewStore implements OffsetStore, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ViewStore.class);

    /** Changes the view's rows on the transaction's connection; must not commit. */
    @FunctionalInterface
    public interface Change {
        void apply(Connection connection) throws Exception;
    }

    /** Makes the view's tables where they are missing, on a connection of its own. */
    @FunctionalInterface
    public interface Tables {
        void make(Connection connection) throws SQLException;
    }

    /** SQL for which table of offsets is there; 0 for none. */
    public static final String MADE = "coalesce(to_regclass('applied')::oid::int8, 0)";

    /** No such table, no such schema. */
    private static final Set<String> GONE = Set.of("42P01", "3F000");

    private final PostgresConfig config;
    private final String view;
    private final TopicIds topicIds;
    private final Tables tables;
    private volatile boolean prepared;
    private volatile boolean whole;
    /** Which table of offsets this reader goes by: another instance may have made it anew. */
    private volatile long made;

    private boolean lost;
    private Connection connection;

    /** For a view whose tables others make. */
    public ViewStore(PostgresConfig config, String view, TopicIds topicIds) {
        this(config, view, topicIds, connection -> {});
    }

    /**
     * @param view name of the view: several views of one schema keep their own offsets
     * @param topicIds identities of topics, so that a topic made anew is not taken for the old one
     * @param tables makes the view's tables, at the start and again when they were dropped
     */
    public ViewStore(PostgresConfig config, String view, TopicIds topicIds, Tables tables) {
        this.config = config;
        this.view = view;
        this.topicIds = topicIds;
        this.tables = tables;
    }

    /** Kafka's topic ids, by name. */
    @FunctionalInterface
    public interface TopicIds {
        String of(String topic) throws Exception;
    }

    /** @return a new connection to the service's schema, for the caller to close */
    public static Connection open(PostgresConfig config) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", config.user());
        properties.setProperty("password", config.password().value());
        return DriverManager.getConnection(config.jdbcUrl(), properties);
    }

    /** Creates the view's tables and that of offsets where they are missing. */
    public void prepare() throws SQLException {
        prepared = false;
        whole = false;
        try (Connection fresh = open(config)) {
            tables.make(fresh);
        }
        createOffsets();
        made = made();
        whole = begun();
        prepared = true;
    }

    private long made() throws SQLException {
        try (Statement statement = connection().createStatement();
                ResultSet found = statement.executeQuery("select " + MADE)) {
            found.next();
            return found.getLong(1);
        }
    }

    /**
     * Takes what somebody has found of the tables: the consumer reads from where they say when they are not those that it knows.
     * From any thread.
     *
     * @param found as {@link #MADE} told; 0 for none
     */
    public void found(long found) {
        if (prepared && found != made) {
            lost();
        }
    }

    /** Whether it was ever read into. */
    private boolean begun() throws SQLException {
        try (PreparedStatement query = connection().prepareStatement("select 1 from applied where view = ? limit 1")) {
            query.setString(1, view);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next();
            }
        }
    }

    /**
     * From any thread.
     *
     * @return false while it is made from the start of the log: what it does not have yet is not nowhere
     */
    @Override
    public boolean whole() {
        return whole;
    }

    /** One that was lost is not whole by what its reader, which has not heard of it yet, had read before. */
    @Override
    public synchronized void caughtUp() {
        whole = !lost;
    }

    /** @return false until the tables are there, and while they are made again */
    public boolean prepared() {
        return prepared;
    }

    /** Takes that somebody found the tables gone: the consumer makes them again and reads from the start. From any thread. */
    public synchronized void lost() {
        whole = false;
        lost = true;
    }

    @Override
    public synchronized boolean startsOver() {
        boolean was = lost;
        lost = false;
        return was;
    }

    private void createOffsets() throws SQLException {
        try (Statement statement = connection().createStatement()) {
            statement.execute(
                    """
                    create table if not exists applied (
                      view text not null, topic text not null, topic_id text not null, partition int not null,
                      next_offset bigint not null, primary key (view, topic, partition))""");
        }
    }

    @Override
    public Map<TopicPartition, Long> load(Set<TopicPartition> partitions) throws Exception {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        try {
            long now = made();
            if (now != 0) {
                made = now;
            }
            offsets.putAll(stored(partitions));
        } catch (SQLException e) {
            reset();
            if (!madeAgain(e)) {
                throw e;
            }
        }
        return offsets;
    }

    private Map<TopicPartition, Long> stored(Set<TopicPartition> partitions) throws Exception {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        try (PreparedStatement query = connection()
                .prepareStatement("select topic, topic_id, partition, next_offset from applied where view = ?")) {
            query.setString(1, view);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    TopicPartition partition = new TopicPartition(rows.getString(1), rows.getInt(3));
                    if (partitions.contains(partition)) {
                        requireSameTopic(partition.topic(), rows.getString(2));
                        offsets.put(partition, rows.getLong(4));
                    }
                }
            }
        } catch (SQLException e) {
            reset();
            if (!madeAgain(e)) {
                throw e;
            }
        }
        return offsets;
    }

    /** False when it was something else, or the table of offsets is there: then they were not dropped with all the rest. */
    private boolean madeAgain(SQLException failure) throws SQLException {
        if (!GONE.contains(failure.getSQLState())) {
            return false;
        }
        try (Connection fresh = open(config);
                Statement statement = fresh.createStatement();
                ResultSet found = statement.executeQuery("select to_regclass('applied')")) {
            if (found.next() && found.getString(1) != null) {
                return false;
            }
        }
        prepare();
        LOG.warn("event=view-made-again view={} cause={}", view, failure.getMessage());
        return true;
    }

    /**
     * Applies a batch's changes and moves its offsets, or does neither.
     *
     * @throws StaleCursor when another consumer was faster: nothing was applied
     */
    public void apply(Batch batch, Change change) throws Exception {
        Connection current = connection();
        boolean done = false;
        try {
            current.setAutoCommit(false);
            for (Map.Entry<TopicPartition, Batch.Move> move : batch.moves().entrySet()) {
                advance(current, move.getKey(), move.getValue());
            }
            change.apply(current);
            current.commit();
            current.setAutoCommit(true);
            done = true;
        } catch (SQLException e) {
            reset();
            if (madeAgain(e)) {
                throw new StaleCursor("the tables of the view " + view + " were dropped: it is read from the start");
            }
            throw e;
        } finally {
            if (!done) {
                reset();
            }
        }
    }

    private void advance(Connection current, TopicPartition partition, Batch.Move move) throws Exception {
        String sql = move.expected() == 0
                ? """
                  insert into applied (next_offset, view, topic, partition, topic_id) values (?, ?, ?, ?, ?)
                  on conflict (view, topic, partition) do update set next_offset = excluded.next_offset
                  where applied.next_offset = 0"""
                : """
                  update applied set next_offset = ? where view = ? and topic = ? and partition = ?
                  and topic_id = ? and next_offset = ?""";
        try (PreparedStatement statement = current.prepareStatement(sql)) {
            statement.setLong(1, move.next());
            statement.setString(2, view);
            statement.setString(3, partition.topic());
            statement.setInt(4, partition.partition());
            statement.setString(5, topicIds.of(partition.topic()));
            if (move.expected() != 0) {
                statement.setLong(6, move.expected());
            }
            if (statement.executeUpdate() != 1) {
                throw new StaleCursor("another consumer moved " + partition + " away from " + move.expected());
            }
        }
    }

    private void requireSameTopic(String topic, String known) throws Exception {
        String now = topicIds.of(topic);
        if (!now.equals(known)) {
            throw new IllegalStateException(
                    "topic " + topic + " was made anew (" + known + " is now " + now + "): rebuild the view " + view);
        }
    }

    private Connection connection() throws SQLException {
        if (connection == null || connection.isClosed()) {
            connection = open(config);
        }
        return connection;
    }

    private void reset() throws SQLException {
        Connection broken = connection;
        connection = null;
        if (broken != null) {
            try (broken) {
                if (!broken.isClosed() && !broken.getAutoCommit()) {
                    broken.rollback();
                }
            }
        }
    }

    @Override
    public void close() throws SQLException {
        reset();
    }
}
