package org.periapsis.embedded.kafka;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;
import org.periapsis.embedded.LoopbackPort;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka broker (KRaft, its own controller) in this JVM, on loopback. Every connection needs a user and a
 * password (SASL/PLAIN), and a user may do only what an ACL grants. Data and cluster id survive a restart and a kill.
 */
public final class EmbeddedKafka implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);

    private final KafkaSettings settings;
    private final int port;
    private final Broker broker;
    private final CompletableFuture<Throwable> failed;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedKafka(KafkaSettings settings, int port, Broker broker, CompletableFuture<Throwable> failed) {
        this.settings = settings;
        this.port = port;
        this.broker = broker;
        this.failed = failed;
    }

    /**
     * Starts the broker and returns when clients can connect.
     *
     * @throws IllegalStateException if the port is taken or the broker does not come up
     */
    public static EmbeddedKafka start(KafkaSettings settings) throws IOException {
        long begin = System.nanoTime();
        int port = LoopbackPort.free("Kafka", settings.port());
        int controllerPort = LoopbackPort.freeBut("the Kafka controller", port);
        Path log = new BrokerStorage(settings.directory()).prepare();
        CompletableFuture<Throwable> failed = new CompletableFuture<>();
        Broker broker = new Broker(BrokerProperties.of(settings, log, port, controllerPort), failed::complete);
        try {
            broker.start();
        } catch (RuntimeException e) {
            broker.stop();
            throw new IllegalStateException("Kafka did not start in " + settings.directory(), e);
        }
        EmbeddedKafka kafka = new EmbeddedKafka(settings, port, broker, failed);
        try {
            kafka.endHangingTransactions();
        } catch (IOException | RuntimeException e) {
            broker.stop();
            throw new IllegalStateException("Kafka has a transaction that does not end", e);
        }
        LOG.info("part=kafka state=started port={} ms={}", port, (System.nanoTime() - begin) / 1_000_000);
        return kafka;
    }

    private void endHangingTransactions() throws IOException {
        try (Admin admin = admin();
                TransactionMarkers markers =
                        new TransactionMarkers(port, KafkaSettings.ADMIN, settings.password(KafkaSettings.ADMIN))) {
            new HangingTransactions(admin).end(markers);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** {@code host:port} for {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return LoopbackPort.HOST + ":" + port;
    }

    public int port() {
        return port;
    }

    /** What a client of this user needs to connect: bootstrap servers and credentials. Carries the password. */
    public Map<String, String> clientProperties(String user) {
        return client(bootstrapServers(), settings, user);
    }

    /** @return client properties of the super user of a broker that runs in another process */
    public static Map<String, String> administrator(String bootstrapServers, KafkaSettings settings) {
        return client(bootstrapServers, settings, KafkaSettings.ADMIN);
    }

    private static Map<String, String> client(String bootstrapServers, KafkaSettings settings, String user) {
        return Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                BrokerProperties.login(user, settings.password(user)) + ";");
    }

    /**
     * Creates the topics that are missing and sets the settings of those that exist.
     *
     * @throws IllegalStateException if an existing topic has another number of partitions
     */
    public void createTopics(Collection<TopicSpec> topics) {
        try (Admin admin = admin()) {
            new KafkaAdministration(admin).createTopics(topics);
        }
    }

    /** Adds ACLs to those that stand. */
    public void grant(Collection<AclBinding> acls) {
        try (Admin admin = admin()) {
            new KafkaAdministration(admin).grant(acls);
        }
    }

    /** Makes these the only ACLs of the broker, so that a right which is no longer declared ends. */
    public void authorizeExactly(Collection<AclBinding> acls) {
        try (Admin admin = admin()) {
            new KafkaAdministration(admin).authorizeExactly(acls);
        }
    }

    /** An admin client of the super user; the caller closes it. */
    public Admin admin() {
        return Admin.create(Map.copyOf(clientProperties(KafkaSettings.ADMIN)));
    }

    /** Completes with the cause if the broker fails for good while it runs; never otherwise. */
    public CompletionStage<Throwable> failed() {
        return failed.minimalCompletionStage();
    }

    /** Stops accepting, closes the log cleanly and returns when both are done. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            broker.stop();
            LOG.info("part=kafka state=stopped");
        }
    }
}
