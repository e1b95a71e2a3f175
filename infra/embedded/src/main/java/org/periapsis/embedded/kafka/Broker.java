package org.periapsis.embedded.kafka;

import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.FaultHandlerFactory;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server$;
import kafka.server.SharedServer;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.apache.kafka.server.fault.FaultHandlerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka's broker and controller, put together as {@link KafkaRaftServer} does it, except that a fatal fault is
 * reported instead of ending the whole JVM, in which everything else of the platform runs.
 */
final class Broker {

    private static final Logger LOG = LoggerFactory.getLogger(Broker.class);

    private final ControllerServer controller;
    private final BrokerServer broker;

    Broker(Properties properties, Consumer<Throwable> onFatal) {
        KafkaConfig config = KafkaConfig.fromProps(properties, false);
        var directories = KafkaRaftServer.initializeLogDirs(config, LOG, "");
        MetaPropertiesEnsemble meta = directories._1();
        BootstrapMetadata bootstrap = directories._2();
        String clusterId = meta.clusterId().orElseThrow();
        Metrics metrics = Server$.MODULE$.initializeMetrics(config, Time.SYSTEM, clusterId);
        SharedServer shared = new SharedServer(
                config,
                meta,
                Time.SYSTEM,
                metrics,
                CompletableFuture.completedFuture(
                        QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
                QuorumConfig.parseBootstrapServers(config.quorumConfig().bootstrapServers()),
                faults(onFatal),
                ServerSocketFactory.INSTANCE);
        broker = new BrokerServer(shared);
        controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), bootstrap);
    }

    private static FaultHandlerFactory faults(Consumer<Throwable> onFatal) {
        return (name, fatal, action) -> (message, cause) -> {
            LOG.error("kafka_fault={} fatal={} message={}", name, fatal, message, cause);
            action.run();
            FaultHandlerException fault = new FaultHandlerException(name + ": " + message, cause);
            if (fatal) {
                onFatal.accept(fault);
            }
            return fault;
        };
    }

    /** Blocks until clients can connect. */
    void start() {
        controller.startup();
        broker.startup();
    }

    /** Broker first: it still talks to the controller while it closes its log. */
    void stop() {
        broker.shutdown();
        broker.awaitShutdown();
        controller.shutdown();
        controller.awaitShutdown();
    }
}
