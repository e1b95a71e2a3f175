package org.periapsis.embedded.kafka;

import static org.periapsis.embedded.LoopbackPort.HOST;

import java.nio.file.Path;
import java.util.Properties;

/** The settings of a broker and controller in one small process, with SASL on both of its listeners. */
final class BrokerProperties {

    private static final String LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule required";

    private BrokerProperties() {}

    static Properties of(KafkaSettings settings, Path log, int port, int controllerPort) {
        Properties p = new Properties();
        p.put("process.roles", "broker,controller");
        p.put("node.id", BrokerStorage.NODE_ID);
        p.put("log.dirs", log.toString());
        listeners(p, port, controllerPort);
        security(p, settings);
        memory(p);
        log(p);
        coordinators(p);
        return p;
    }

    private static void listeners(Properties p, int port, int controllerPort) {
        p.put("listeners", "CLIENT://" + HOST + ":" + port + ",CONTROLLER://" + HOST + ":" + controllerPort);
        p.put("advertised.listeners", "CLIENT://" + HOST + ":" + port);
        p.put("controller.listener.names", "CONTROLLER");
        p.put("inter.broker.listener.name", "CLIENT");
        p.put("controller.quorum.voters", BrokerStorage.NODE_ID + "@" + HOST + ":" + controllerPort);
        p.put("listener.security.protocol.map", "CLIENT:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT");
    }

    private static void security(Properties p, KafkaSettings settings) {
        p.put("sasl.enabled.mechanisms", "PLAIN");
        p.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
        p.put("sasl.mechanism.controller.protocol", "PLAIN");
        StringBuilder client = new StringBuilder(own(settings));
        settings.users().forEach((user, password) -> client.append(user(user, password)));
        p.put("listener.name.client.plain.sasl.jaas.config", client + ";");
        p.put("listener.name.controller.plain.sasl.jaas.config", own(settings) + ";");
        p.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        p.put("super.users", "User:" + KafkaSettings.ADMIN);
        p.put("allow.everyone.if.no.acl.found", "false");
        p.put("auto.create.topics.enable", "false");
    }

    private static String own(KafkaSettings settings) {
        return login(KafkaSettings.ADMIN, settings.adminPassword())
                + user(KafkaSettings.ADMIN, settings.adminPassword());
    }

    private static String user(String user, String password) {
        return " user_" + user + "=\"" + password + "\"";
    }

    /** The JAAS line of a client, without its closing semicolon. */
    static String login(String user, String password) {
        return LOGIN + " username=\"" + user + "\" password=\"" + password + "\"";
    }

    private static void memory(Properties p) {
        p.put("num.network.threads", "2");
        p.put("num.io.threads", "4");
        p.put("background.threads", "2");
        p.put("num.recovery.threads.per.data.dir", "2");
        p.put("num.replica.fetchers", "1");
        p.put("log.cleaner.threads", "1");
        p.put("log.cleaner.dedupe.buffer.size", String.valueOf(4 << 20));
        p.put("log.cleaner.io.buffer.size", String.valueOf(128 << 10));
        p.put("socket.send.buffer.bytes", String.valueOf(128 << 10));
        p.put("socket.receive.buffer.bytes", String.valueOf(128 << 10));
        // An index is mapped at its full size for each active segment: 1 MiB is enough for 128 MiB of log.
        p.put("log.index.size.max.bytes", String.valueOf(1 << 20));
        p.put("log.segment.bytes", String.valueOf(128 << 20));
    }

    private static void log(Properties p) {
        p.put("num.partitions", "1");
        p.put("default.replication.factor", "1");
        p.put("min.insync.replicas", "1");
        p.put("log.message.timestamp.type", "CreateTime");
        // After a kill the controller waits out the dead broker's session before it takes the new one in.
        p.put("broker.heartbeat.interval.ms", "300");
        p.put("broker.session.timeout.ms", "2500");
    }

    private static void coordinators(Properties p) {
        p.put("offsets.topic.num.partitions", "4");
        p.put("offsets.topic.replication.factor", "1");
        p.put("transaction.state.log.num.partitions", "4");
        p.put("transaction.state.log.replication.factor", "1");
        p.put("transaction.state.log.min.isr", "1");
        p.put("share.coordinator.state.topic.num.partitions", "1");
        p.put("share.coordinator.state.topic.replication.factor", "1");
        p.put("share.coordinator.state.topic.min.isr", "1");
        p.put("group.initial.rebalance.delay.ms", "0");
        // A group's offsets are its memory: a reader that was off for months must not start again from nothing.
        p.put("offsets.retention.minutes", String.valueOf(365 * 24 * 60));
    }
}
