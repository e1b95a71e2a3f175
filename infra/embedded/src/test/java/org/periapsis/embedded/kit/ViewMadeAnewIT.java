package org.periapsis.embedded.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.embedded.postgres.DatabaseRole;
import org.periapsis.embedded.postgres.DatabaseSettings;
import org.periapsis.embedded.postgres.EmbeddedDatabase;
import org.periapsis.kit.config.PostgresConfig;
import org.periapsis.kit.config.Secret;
import org.periapsis.kit.kafka.Batch;
import org.periapsis.kit.kafka.Position;
import org.periapsis.kit.observe.Probe;
import org.periapsis.kit.postgres.AppliedPositions;
import org.periapsis.kit.postgres.PgPools;
import org.periapsis.kit.postgres.PostgresProbe;
import org.periapsis.kit.postgres.ViewStore;

/** Two instances of a service share a view whose schema is dropped: one makes it again before the other has noticed. */
class ViewMadeAnewIT {
    private static final TopicPartition PARTITION = new TopicPartition("products", 0);
    private static final Batch FIRST = batch(0, 7);

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private EmbeddedDatabase database;
    private PostgresConfig config;
    private ViewStore one;
    private ViewStore other;

    @BeforeEach
    void start() throws Exception {
        database = EmbeddedDatabase.start(new DatabaseSettings(directory, Path.of("target", "binaries"), 0, false));
        database.provision(List.of(new DatabaseRole("indexer", "of the indexer")));
        config = new PostgresConfig(
                "127.0.0.1", database.port(), "periapsis", "indexer", new Secret("of the indexer"), "indexer", 2);
        one = new ViewStore(config, "view", topic -> topic);
        other = new ViewStore(config, "view", topic -> topic);
        one.prepare();
        other.prepare();
    }

    @AfterEach
    void stop() throws Exception {
        one.close();
        other.close();
        vertx.close().await(10, TimeUnit.SECONDS);
        database.close();
    }

    private static Batch batch(long expected, long next) {
        return new Batch(List.of(), Map.of(PARTITION, new Batch.Move(expected, next)), null, Optional.empty());
    }

    private void madeAgainByTheOne() throws Exception {
        try (Connection superuser = database.superuser();
                Statement statement = superuser.createStatement()) {
            statement.execute("drop schema indexer cascade");
            statement.execute("create schema indexer authorization indexer");
        }
        assertThat(one.load(Set.of(PARTITION))).isEmpty();
    }

    @Test
    void theOtherReadsFromTheStartToo() throws Exception {
        other.apply(FIRST, connection -> {});
        other.caughtUp();
        Probe probe = PostgresProbe.of(vertx, config, () -> List.of(other));
        probe.ask().get().await(10, TimeUnit.SECONDS);
        assertThat(other.startsOver()).isFalse();

        madeAgainByTheOne();
        probe.ask().get().await(10, TimeUnit.SECONDS);
        assertThat(other.whole()).isFalse();
        assertThat(other.startsOver()).isTrue();
        assertThat(other.load(Set.of(PARTITION))).isEmpty();

        // From there on these are its tables.
        probe.ask().get().await(10, TimeUnit.SECONDS);
        assertThat(other.startsOver()).isFalse();
        probe.close().get().await(10, TimeUnit.SECONDS);
    }

    @Test
    void whatTheOtherHadAppliedIsNotTakenForApplied() throws Exception {
        AppliedPositions positions = new AppliedPositions(vertx, PgPools.open(vertx, config), "view");
        List<Position> last = List.of(new Position("products", 0, 6));
        other.apply(FIRST, connection -> {});
        positions.applied(FIRST);
        assertThat(positions.shown(last, Duration.ofSeconds(30)).await(40, TimeUnit.SECONDS))
                .isTrue();

        madeAgainByTheOne();
        assertThat(positions.shown(last, Duration.ofMillis(300)).await(40, TimeUnit.SECONDS))
                .isFalse();
        one.apply(FIRST, connection -> {});
        assertThat(positions.shown(last, Duration.ofSeconds(30)).await(40, TimeUnit.SECONDS))
                .isTrue();
    }
}
