package org.periapsis.embedded.stack;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.Optional;
import org.periapsis.embedded.LoopbackPort;
import org.periapsis.embedded.PrivateFiles;
import org.periapsis.embedded.kafka.EmbeddedKafka;
import org.periapsis.embedded.postgres.EmbeddedDatabase;
import org.periapsis.embedded.registry.EmbeddedRegistry;
import org.periapsis.embedded.s3.EmbeddedObjectStore;
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
    private static final int READ_POOL = 4;

    private final ServiceAccounts accounts;
    private final StackParts parts;

    private EmbeddedStack(ServiceAccounts accounts, StackParts parts) {
        this.accounts = accounts;
        this.parts = parts;
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
        StackParts parts = StackParts.start(vertx, settings, accounts);
        LOG.info("part=stack state=started ms={}", (System.nanoTime() - begin) / 1_000_000);
        return new EmbeddedStack(accounts, parts);
    }

    public EmbeddedKafka kafka() {
        return parts.kafka();
    }

    public EmbeddedDatabase database() {
        return parts.database();
    }

    public EmbeddedObjectStore objects() {
        return parts.objects();
    }

    public EmbeddedRegistry registry() {
        return parts.registry();
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
