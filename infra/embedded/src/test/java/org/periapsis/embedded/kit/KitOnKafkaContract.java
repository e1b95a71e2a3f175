package org.periapsis.embedded.kit;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What service-kit promises on any Kafka broker; a subclass brings the broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class KitOnKafkaContract
        implements PublishingContract,
                TransactionContract,
                ReadingContract,
                FailureContract,
                SetAsideContract,
                HealthContract,
                MembershipContract,
                ShutdownContract {
    private Vertx vertx;
    private KitRegistry registry;
    private BrokerUnderTest broker;
    private KitBench bench;
    private int tests;

    /** @param directory for the broker's files */
    abstract BrokerUnderTest start(Path directory) throws Exception;

    @BeforeAll
    void startBrokerAndRegistry(@TempDir Path directory) throws Exception {
        vertx = Vertx.vertx();
        registry = KitRegistry.start(vertx, directory.resolve("registry"));
        broker = start(directory.resolve("kafka"));
    }

    @AfterAll
    void stopBrokerAndRegistry() throws Exception {
        if (broker != null) {
            broker.stop();
        }
        registry.stop();
        KitRegistry.await(vertx.close());
    }

    @BeforeEach
    void openBench() {
        bench = new KitBench(broker, vertx, registry, BrokerUnderTest.PREFIX + ++tests + ".");
    }

    @AfterEach
    void closeBench() throws Exception {
        bench.close();
    }

    @Override
    public KitBench bench() {
        return bench;
    }
}
