package org.periapsis.embedded.postgres;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.periapsis.embedded.LoopbackPort;
import org.periapsis.embedded.PrivateFiles;
import org.periapsis.embedded.Secrets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL on loopback, with its data in one directory. Every connection needs a password (SCRAM); each
 * service instance has a role that owns one schema. Survives a kill of this JVM: the next start takes over.
 */
public final class EmbeddedDatabase implements AutoCloseable {

    /** The one database; each service instance has a schema in it. */
    public static final String DATABASE = "periapsis";

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);
    private static final String SUPERUSER = "postgres";

    private final Postmaster postmaster;
    private final FileChannel lock;
    private final int port;
    private final String password;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedDatabase(Postmaster postmaster, FileChannel lock, int port, String password) {
        this.postmaster = postmaster;
        this.lock = lock;
        this.port = port;
        this.password = password;
    }

    /**
     * Starts the server and returns when it takes connections.
     *
     * @throws IllegalStateException if the port is taken, the directory is in use, or the server does not come up
     */
    public static EmbeddedDatabase start(DatabaseSettings settings) throws IOException, SQLException {
        long begin = System.nanoTime();
        Path home = PostgresBinaries.unpackedUnder(settings.binaries());
        FileChannel lock = lock(PrivateFiles.directory(settings.directory()));
        try {
            Path passwordFile = settings.directory().resolve("superuser.secret");
            if (!Files.exists(passwordFile)) {
                PrivateFiles.write(passwordFile, Secrets.random() + "\n");
            }
            Postmaster postmaster = new Postmaster(settings, home);
            postmaster.initialise(passwordFile);
            postmaster.stopPredecessor();
            int port = LoopbackPort.free("PostgreSQL", settings.port());
            postmaster.start(port);
            EmbeddedDatabase database = new EmbeddedDatabase(
                    postmaster, lock, port, Files.readString(passwordFile).strip());
            database.createDatabase();
            LOG.info("part=postgresql state=started port={} ms={}", port, (System.nanoTime() - begin) / 1_000_000);
            return database;
        } catch (IOException | SQLException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** Held while this JVM lives, so that a second one never stops a server that is in use. */
    private static FileChannel lock(Path directory) throws IOException {
        FileChannel channel =
                FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException ownJvm) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            throw new IllegalStateException(directory + " is in use by another running stack");
        }
        return channel;
    }

    private void createDatabase() throws SQLException {
        try (Connection server = connect(SUPERUSER, SUPERUSER, password)) {
            Provisioning.database(server, DATABASE);
        }
    }

    /** Creates missing roles, each with a schema of its name, and sets the passwords of all. */
    public void provision(Collection<DatabaseRole> roles) throws SQLException {
        try (Connection connection = superuser()) {
            Provisioning.roles(connection, DATABASE, roles);
        }
    }

    /** Creates extensions of PostgreSQL's own collection (such as {@code pg_trgm}) where every role can use them. */
    public void extend(List<String> extensions) throws SQLException {
        try (Connection connection = superuser()) {
            Provisioning.extensions(connection, extensions);
        }
    }

    /** A connection with all rights; for setting up and for tests, never for a service. */
    public Connection superuser() throws SQLException {
        return connect(DATABASE, SUPERUSER, password);
    }

    /** A connection as a service instance has it. */
    public Connection connect(String role, String rolePassword) throws SQLException {
        return connect(DATABASE, role, rolePassword);
    }

    private Connection connect(String database, String user, String secret) throws SQLException {
        return DriverManager.getConnection(url(database), user, secret);
    }

    private String url(String database) {
        return "jdbc:postgresql://" + LoopbackPort.HOST + ":" + port + "/" + database;
    }

    /** The JDBC address of {@link #DATABASE}, without credentials. */
    public String jdbcUrl() {
        return url(DATABASE);
    }

    public int port() {
        return port;
    }

    /** Ends open transactions, writes a checkpoint and returns when the server has ended. */
    @Override
    public void close() throws IOException {
        if (closed.compareAndSet(false, true)) {
            try (lock) {
                postmaster.stop();
                LOG.info("part=postgresql state=stopped");
            }
        }
    }
}
