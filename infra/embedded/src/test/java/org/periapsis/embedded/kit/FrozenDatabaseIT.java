package org.periapsis.embedded.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.embedded.postgres.DatabaseRole;
import org.periapsis.embedded.postgres.DatabaseSettings;
import org.periapsis.embedded.postgres.EmbeddedDatabase;
import org.periapsis.kit.config.PostgresConfig;
import org.periapsis.kit.config.Secret;
import org.periapsis.kit.postgres.PgPools;

/** A server whose processes are stopped still has its connections; what asks it is not held until it goes on. */
class FrozenDatabaseIT {
    private static final String WHO = "select pg_backend_pid()";
    private static final String WHO_A_WHILE = "select pg_backend_pid() from pg_sleep(0.3)";

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private EmbeddedDatabase database;
    private Pool pool;

    @BeforeEach
    void start() throws Exception {
        database = EmbeddedDatabase.start(new DatabaseSettings(directory, Path.of("target", "binaries"), 0, false));
        database.provision(List.of(new DatabaseRole("indexer", "of the indexer")));
        pool = PgPools.open(
                vertx,
                new PostgresConfig(
                        "127.0.0.1",
                        database.port(),
                        "periapsis",
                        "indexer",
                        new Secret("of the indexer"),
                        "indexer",
                        2));
    }

    @AfterEach
    void stop() throws Exception {
        signal("CONT");
        pool.close().await(30, TimeUnit.SECONDS);
        vertx.close().await(10, TimeUnit.SECONDS);
        database.close();
    }

    @Test
    void aQueryUnderWayFailsAndWhatWasIdleIsKept() throws Exception {
        Set<Integer> before = both();
        assertThat(before).hasSize(2);
        signal("STOP");
        assertThatThrownBy(() -> pool.query(WHO).execute().await(60, TimeUnit.SECONDS))
                .isNotInstanceOf(TimeoutException.class);
        signal("CONT");
        assertThat(both()).as("before: %s", before).hasSize(2).containsAnyElementsOf(before);
    }

    /** @return the processes of both connections */
    private Set<Integer> both() throws Exception {
        Future<Integer> one = who();
        Future<Integer> other = who();
        return Set.of(one.await(30, TimeUnit.SECONDS), other.await(30, TimeUnit.SECONDS));
    }

    private Future<Integer> who() {
        return pool.query(WHO_A_WHILE)
                .execute()
                .map(rows -> rows.iterator().next().getInteger(0));
    }

    private void signal(String name) throws IOException, InterruptedException {
        Path file;
        try (Stream<Path> found = Files.walk(directory)) {
            file = found.filter(each -> each.endsWith("postmaster.pid"))
                    .findFirst()
                    .orElseThrow();
        }
        ProcessHandle postmaster = ProcessHandle.of(
                        Long.parseLong(Files.readAllLines(file).get(0).strip()))
                .orElseThrow();
        List<String> command = Stream.concat(
                        Stream.of("kill", "-" + name),
                        Stream.concat(Stream.of(postmaster), postmaster.descendants())
                                .map(process -> Long.toString(process.pid())))
                .toList();
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
