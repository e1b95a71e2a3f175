package org.periapsis.embedded.stack;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.periapsis.embedded.LoopbackPort;
import org.periapsis.embedded.PrivateFiles;
import org.periapsis.embedded.kafka.EmbeddedKafka;
import org.periapsis.embedded.postgres.DatabaseSettings;
import org.periapsis.embedded.postgres.EmbeddedDatabase;
import org.periapsis.embedded.registry.EmbeddedRegistry;
import org.periapsis.embedded.registry.RegistrySettings;
import org.periapsis.embedded.s3.EmbeddedObjectStore;
import org.periapsis.embedded.s3.ObjectStoreSettings;
import org.periapsis.kit.config.KafkaConfig;
import org.periapsis.kit.config.PostgresConfig;
import org.periapsis.kit.config.Secret;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka, PostgreSQL, S3 and the schema registry, real and in one directory, with the topics, roles, buckets and rights
 * of the services of some sites. Starting and closing block: never on an event loop.
 */
public final class EmbeddedStack implements AutoCloseable {

    /** The region that S3 requests are signed for; the store does not care which. */
    public static final String REGION = "us-east-1";

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedStack.class);
    private static final String[] EXTENSIONS = {"btree_gist", "pg_trgm"};
    private static final int READ_POOL = 4;
    private static final long STOP_SECONDS = 30;

    private final ServiceAccounts accounts;
    private final Parts parts;

    private EmbeddedStack(ServiceAccounts accounts, Parts parts) {
        this.accounts = accounts;
        this.parts = parts;
    }

    /** The running parts, and how each is closed, last started first. */
    private static final class Parts {
        private EmbeddedKafka kafka;
        private EmbeddedDatabase database;
        private EmbeddedObjectStore objects;
        private EmbeddedRegistry registry;
        private final Deque<AutoCloseable> open = new ArrayDeque<>();

        synchronized void opened(AutoCloseable part) {
            open.push(part);
        }

        synchronized void close() throws IOException {
            IOException failure = null;
            while (!open.isEmpty()) {
                try {
                    open.pop().close();
                } catch (Exception e) {
                    failure = failure == null ? new IOException("a part did not stop cleanly") : failure;
                    failure.addSuppressed(e);
                }
            }
            if (failure != null) {
                throw failure;
            }
        }
    }

    /**
     * Starts all parts at once and returns when all are ready. If one does not start, those that did are closed.
     *
     * @param vertx runs the registry; the caller closes it after the stack
     */
    public static EmbeddedStack start(Vertx vertx, StackSettings settings) throws Exception {
        long begin = System.nanoTime();
        PrivateFiles.directory(settings.directory());
        ServiceAccounts accounts = ServiceAccounts.open(
                settings.directory().resolve("keys").resolve("services.secrets"), settings.sites());
        Parts parts = new Parts();
        ExecutorService starters = Executors.newFixedThreadPool(4);
        try {
            List<Future<Void>> starts = List.of(
                    starters.submit(task(() -> kafka(settings, accounts, parts))),
                    starters.submit(task(() -> database(settings, accounts, parts))),
                    starters.submit(task(() -> objects(settings, accounts, parts))),
                    starters.submit(task(() -> registry(vertx, settings, accounts, parts))));
            await(starts);
        } catch (Exception e) {
            try {
                parts.close();
            } catch (IOException inClosing) {
                e.addSuppressed(inClosing);
            }
            throw e;
        } finally {
            starters.shutdown();
        }
        LOG.info("part=stack state=started ms={}", (System.nanoTime() - begin) / 1_000_000);
        return new EmbeddedStack(accounts, parts);
    }

    /** A part's start. */
    private interface Start {
        void run() throws Exception;
    }

    private static Callable<Void> task(Start start) {
        return () -> {
            start.run();
            return null;
        };
    }

    /** Waits for all, also after one has failed: what still starts could not be closed otherwise. */
    private static void await(List<Future<Void>> starts) throws Exception {
        Exception first = null;
        for (Future<Void> start : starts) {
            try {
                start.get();
            } catch (ExecutionException e) {
                Exception cause = e.getCause() instanceof Exception known ? known : e;
                if (first == null) {
                    first = cause;
                } else {
                    first.addSuppressed(cause);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private static void kafka(StackSettings settings, ServiceAccounts accounts, Parts parts) throws Exception {
        parts.kafka = EmbeddedKafka.start(accounts.kafka(
                settings.directory().resolve("kafka"), settings.ports().kafka()));
        parts.opened(parts.kafka);
        LogAccess log = new LogAccess(settings.sites(), "");
        parts.kafka.createTopics(log.topics());
        parts.kafka.authorizeExactly(log.acls());
    }

    private static void database(StackSettings settings, ServiceAccounts accounts, Parts parts) throws Exception {
        parts.database = EmbeddedDatabase.start(new DatabaseSettings(
                settings.directory().resolve("postgres"),
                settings.binaries(),
                settings.ports().postgres(),
                settings.durable()));
        parts.opened(parts.database);
        parts.database.extend(List.of(EXTENSIONS));
        parts.database.provision(accounts.roles());
    }

    private static void objects(StackSettings settings, ServiceAccounts accounts, Parts parts) throws Exception {
        parts.objects = EmbeddedObjectStore.start(new ObjectStoreSettings(
                settings.directory().resolve("objects"),
                settings.ports().s3(),
                new ObjectAccess(settings.sites()).buckets(),
                accounts.identities()));
        parts.opened(parts.objects);
    }

    private static void registry(Vertx vertx, StackSettings settings, ServiceAccounts accounts, Parts parts)
            throws Exception {
        EmbeddedRegistry registry = EmbeddedRegistry.start(
                        vertx,
                        new RegistrySettings(
                                settings.directory().resolve("registry"),
                                settings.ports().registry(),
                                accounts.registryWriters()))
                .await(STOP_SECONDS, TimeUnit.SECONDS);
        parts.registry = registry;
        parts.opened(() -> registry.stop().await(STOP_SECONDS, TimeUnit.SECONDS));
    }

    public EmbeddedKafka kafka() {
        return parts.kafka;
    }

    public EmbeddedDatabase database() {
        return parts.database;
    }

    public EmbeddedObjectStore objects() {
        return parts.objects;
    }

    public EmbeddedRegistry registry() {
        return parts.registry;
    }

    public ServiceAccounts accounts() {
        return accounts;
    }

    /** How the account reaches Kafka and the registry. */
    public KafkaConfig kafkaConfig(String name) {
        ServiceAccount.Secrets secrets = accounts.named(name).secrets();
        return new KafkaConfig(
                kafka().bootstrapServers(),
                Optional.of(new KafkaConfig.Credentials(name, new Secret(secrets.kafka()))),
                false,
                "",
                registry().url().toString(),
                Optional.of(new KafkaConfig.Credentials(name, new Secret(secrets.registry()))));
    }

    /** How the account reaches its schema in PostgreSQL. */
    public PostgresConfig postgresConfig(String name) {
        ServiceAccount account = accounts.named(name);
        return new PostgresConfig(
                LoopbackPort.HOST,
                database().port(),
                EmbeddedDatabase.DATABASE,
                account.role(),
                new Secret(account.secrets().postgres()),
                account.role(),
                READ_POOL);
    }

    /** How the account reaches the object store. */
    public S3Access s3Access(String name) {
        return new S3Access(
                objects().endpoint(),
                REGION,
                name,
                accounts.named(name).secrets().s3());
    }

    /** Closes all parts; services must have stopped before. */
    @Override
    public void close() throws IOException {
        parts.close();
        LOG.info("part=stack state=stopped");
    }
}
