package org.periapsis.kit.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.periapsis.kit.config.KafkaConfig;

/** Client properties for one service's user. Keys are text, values bytes; the codec does the rest. */
public final class KafkaAccess {
    private static final Duration LEAVING = Duration.ofSeconds(5);

    private final KafkaConfig config;
    private final String clientId;

    public KafkaAccess(KafkaConfig config, String clientId) {
        this.config = config;
        this.clientId = clientId;
    }

    public String prefix() {
        return config.prefix();
    }

    public String clientId() {
        return clientId;
    }

    /** @return properties that every client needs, an admin client's among them */
    public Map<String, Object> common(String role) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("bootstrap.servers", config.bootstrap());
        properties.put("client.id", clientId + "-" + role);
        properties.put("reconnect.backoff.max.ms", "2000");
        KafkaConfig.Transport transport = config.transport();
        properties.put(
                "security.protocol",
                (config.user().isPresent() ? "SASL_" : "") + (transport.tls() ? "SSL" : "PLAINTEXT"));
        transport.authorities().ifPresent(file -> {
            properties.put("ssl.truststore.type", "PEM");
            properties.put("ssl.truststore.location", file);
        });
        config.user().ifPresent(user -> {
            properties.put("sasl.mechanism", transport.mechanism());
            properties.put(
                    "sasl.jaas.config",
                    "org.apache.kafka.common.security."
                            + (transport.mechanism().equals("PLAIN")
                                    ? "plain.PlainLoginModule"
                                    : "scram.ScramLoginModule")
                            + " required username=\"" + quoted(user.name()) + "\" password=\""
                            + quoted(user.password().value()) + "\";");
        });
        return properties;
    }

    /** @return properties of an idempotent producer; {@code acks=all} */
    public Map<String, Object> producer(String role) {
        Map<String, Object> properties = common(role);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 20_000);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 16L << 20);
        return properties;
    }

    /** @return properties of a transactional producer */
    public Map<String, Object> transactionalProducer(String role, String transactionalId) {
        Map<String, Object> properties = producer(role);
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, config.prefix() + transactionalId);
        // Who is killed in a transaction holds up every reader of what it wrote, and who takes over, for so long.
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000);
        return properties;
    }

    /** @return properties of a consumer that reads committed records from the earliest and commits by itself never */
    public Map<String, Object> consumer(String role) {
        Map<String, Object> properties = common(role);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000);
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 << 20);
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return properties;
    }

    /** @return properties of a consumer that is a member of a group; the group id without the prefix */
    public Map<String, Object> member(String role, String group) {
        Map<String, Object> properties = consumer(role);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, config.prefix() + group);
        properties.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 3_000);
        // Who was killed and comes back under the same name takes what it had, without waiting for its own death.
        config.instance()
                .ifPresent(instance -> properties.put(
                        ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instance + "-" + clientId + "-" + role));
        return properties;
    }

    /** @return what is said of a member whose name another process has taken: trying again would take it back, and so on for ever */
    public static String fenced(Throwable failure) {
        return "another process reads under this one's name: give each its own as 'instance' (" + failure.getMessage()
                + ")";
    }

    /** Closes a group's member so that others take its partitions at once; a member with a name would be waited for. */
    public static void leave(KafkaConsumer<?, ?> member) {
        member.close(CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                .withTimeout(LEAVING));
    }

    private static String quoted(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
