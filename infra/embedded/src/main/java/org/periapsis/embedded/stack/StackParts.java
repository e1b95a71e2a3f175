package org.periapsis.embedded.stack;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.periapsis.embedded.kafka.EmbeddedKafka;
import org.periapsis.embedded.postgres.DatabaseSettings;
import org.periapsis.embedded.postgres.EmbeddedDatabase;
import org.periapsis.embedded.registry.EmbeddedRegistry;
import org.periapsis.embedded.registry.RegistrySettings;
import org.periapsis.embedded.s3.EmbeddedObjectStore;
import org.periapsis.embedded.s3.ObjectStoreSettings;

/** The four parts of a stack: started at once, each with what the accounts need in it, and closed together. */
final class StackParts {

    private static final List<String> EXTENSIONS = List.of("btree_gist", "pg_trgm");
    private static final long REGISTRY_SECONDS = 30;

    private final StackSettings settings;
    private final ServiceAccounts accounts;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    // Each set by the thread that starts it, read after all have been awaited.
    private EmbeddedKafka kafka;
    private EmbeddedDatabase database;
    private EmbeddedObjectStore objects;
    private EmbeddedRegistry registry;

    private StackParts(StackSettings settings, ServiceAccounts accounts) {
        this.settings = settings;
        this.accounts = accounts;
    }

    /** Returns when all are ready. If one does not start, those that did are closed. */
    static StackParts start(Vertx vertx, StackSettings settings, ServiceAccounts accounts) throws Exception {
        StackParts parts = new StackParts(settings, accounts);
        ExecutorService starters = Executors.newFixedThreadPool(4);
        try {
            await(List.of(
                    starters.submit(parts::startKafka),
                    starters.submit(parts::startDatabase),
                    starters.submit(parts::startObjects),
                    starters.submit(() -> parts.startRegistry(vertx))));
            return parts;
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

    private Void startKafka() throws Exception {
        kafka = EmbeddedKafka.start(accounts.kafka(
                settings.directory().resolve("kafka"), settings.ports().kafka()));
        opened(kafka);
        LogAccess log = new LogAccess(settings.sites(), "");
        kafka.createTopics(log.topics());
        kafka.authorizeExactly(log.acls());
        return null;
    }

    private Void startDatabase() throws Exception {
        database = EmbeddedDatabase.start(new DatabaseSettings(
                settings.directory().resolve("postgres"),
                settings.binaries(),
                settings.ports().postgres(),
                settings.durable()));
        opened(database);
        database.extend(EXTENSIONS);
        database.provision(accounts.roles());
        return null;
    }

    private Void startObjects() throws Exception {
        objects = EmbeddedObjectStore.start(new ObjectStoreSettings(
                settings.directory().resolve("objects"),
                settings.ports().s3(),
                new ObjectAccess(settings.sites()).buckets(),
                accounts.identities()));
        opened(objects);
        return null;
    }

    private Void startRegistry(Vertx vertx) throws Exception {
        EmbeddedRegistry started = EmbeddedRegistry.start(
                        vertx,
                        new RegistrySettings(
                                settings.directory().resolve("registry"),
                                settings.ports().registry(),
                                accounts.registryWriters()))
                .await(REGISTRY_SECONDS, TimeUnit.SECONDS);
        registry = started;
        opened(() -> started.stop().await(REGISTRY_SECONDS, TimeUnit.SECONDS));
        return null;
    }

    private synchronized void opened(AutoCloseable part) {
        open.push(part);
    }

    /** Closes all, also after one has failed. */
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

    EmbeddedKafka kafka() {
        return kafka;
    }

    EmbeddedDatabase database() {
        return database;
    }

    EmbeddedObjectStore objects() {
        return objects;
    }

    EmbeddedRegistry registry() {
        return registry;
    }
}
