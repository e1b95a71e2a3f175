package org.periapsis.embedded.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.embedded.ForkedJvm;

class EmbeddedKafkaIT {

    private static final String TOPIC = "esac.periapsis.products.v1";
    private static final TopicSpec PRODUCTS = new TopicSpec(TOPIC, 2, Map.of("cleanup.policy", "delete"));

    @TempDir
    Path directory;

    @Test
    void keepsRecordsTopicsAclsAndClusterIdOverARestart() throws Exception {
        String clusterId;
        try (EmbeddedKafka kafka = EmbeddedKafka.start(KafkaMain.settings(directory))) {
            declare(kafka);
            clusterId = clusterId(kafka);
            send(clientOf(kafka, "ingest-esac"), "m31", "m33");
            assertThat(readAll(clientOf(kafka, "indexer"))).containsExactlyInAnyOrder("m31", "m33");
        }
        try (EmbeddedKafka kafka = EmbeddedKafka.start(KafkaMain.settings(directory))) {
            assertThat(clusterId(kafka)).isEqualTo(clusterId);
            declare(kafka);
            assertThat(readAll(clientOf(kafka, "indexer"))).containsExactlyInAnyOrder("m31", "m33");
        }
    }

    @Test
    void keepsAcknowledgedRecordsWhenKilled() throws Exception {
        try (ForkedJvm jvm = ForkedJvm.start(KafkaMain.class, directory.toString())) {
            int port = jvm.awaitPort();
            Map<String, Object> admin = client(port, KafkaSettings.ADMIN, "admin-secret");
            try (Admin client = Admin.create(admin)) {
                KafkaAdministration administration = new KafkaAdministration(client);
                administration.createTopics(List.of(PRODUCTS));
                administration.grant(acls());
            }
            send(client(port, "ingest-esac", "ingest-secret"), "m31", "m33", "m51");
            jvm.kill();
        }
        try (EmbeddedKafka kafka = EmbeddedKafka.start(KafkaMain.settings(directory))) {
            assertThat(readAll(clientOf(kafka, "indexer"))).containsExactlyInAnyOrder("m31", "m33", "m51");
        }
    }

    @Test
    void refusesAWrongPasswordAForeignWriterAndAnUndeclaredTopic() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(KafkaMain.settings(directory))) {
            declare(kafka);
            assertThatThrownBy(() -> send(client(kafka.port(), "ingest-esac", "guessed-secret"), "m31"))
                    .hasRootCauseInstanceOf(SaslAuthenticationException.class);
            assertThatThrownBy(() -> send(clientOf(kafka, "indexer"), "m31"))
                    .rootCause()
                    .isInstanceOf(AuthorizationException.class);
            kafka.authorizeExactly(List.of());
            assertThatThrownBy(() -> send(clientOf(kafka, "ingest-esac"), "m31"))
                    .rootCause()
                    .isInstanceOf(AuthorizationException.class);
        }
    }

    @Test
    void refusesAnotherNumberOfPartitions() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(KafkaMain.settings(directory))) {
            declare(kafka);
            assertThatThrownBy(() -> kafka.createTopics(List.of(new TopicSpec(TOPIC, 3, Map.of()))))
                    .hasMessageContaining(TOPIC + " has 2 partitions, not 3");
        }
    }

    @Test
    void namesATakenPortAndLeavesTheJvmAlive() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            KafkaSettings settings = new KafkaSettings(directory, other.getLocalPort(), "admin-secret", Map.of());
            assertThatThrownBy(() -> EmbeddedKafka.start(settings))
                    .hasMessageContaining("port " + other.getLocalPort());
        }
    }

    @Test
    void reportsDamagedStorageInsteadOfEndingTheJvm() throws Exception {
        Files.createDirectories(directory.resolve("log"));
        Files.writeString(directory.resolve("log/meta.properties"), "version=1\nnode.id=7\ncluster.id=damaged\n");
        assertThatThrownBy(() -> EmbeddedKafka.start(KafkaMain.settings(directory)))
                .isInstanceOf(RuntimeException.class);
    }

    private static void declare(EmbeddedKafka kafka) {
        kafka.createTopics(List.of(PRODUCTS));
        kafka.authorizeExactly(acls());
    }

    private static List<AclBinding> acls() {
        return List.of(
                acl("ingest-esac", ResourceType.TOPIC, TOPIC, AclOperation.WRITE),
                acl("indexer", ResourceType.TOPIC, TOPIC, AclOperation.READ),
                acl("indexer", ResourceType.GROUP, "indexer", AclOperation.READ));
    }

    private static AclBinding acl(String user, ResourceType type, String name, AclOperation operation) {
        return new AclBinding(
                new ResourcePattern(type, name, PatternType.LITERAL),
                new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW));
    }

    private static String clusterId(EmbeddedKafka kafka) throws Exception {
        try (Admin admin = kafka.admin()) {
            return admin.describeCluster().clusterId().get();
        }
    }

    private static Map<String, Object> clientOf(EmbeddedKafka kafka, String user) {
        return Map.copyOf(kafka.clientProperties(user));
    }

    private static Map<String, Object> client(int port, String user, String password) {
        return Map.of(
                "bootstrap.servers",
                "127.0.0.1:" + port,
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                BrokerProperties.login(user, password) + ";");
    }

    private static void send(Map<String, Object> client, String... values)
            throws ExecutionException, InterruptedException {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put("acks", "all");
        try (Producer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            for (String value : values) {
                producer.send(new ProducerRecord<>(TOPIC, value, value)).get();
            }
        }
    }

    private static List<String> readAll(Map<String, Object> client) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put("group.id", "indexer");
        settings.put("auto.offset.reset", "earliest");
        settings.put("enable.auto.commit", false);
        List<String> values = new ArrayList<>();
        try (Consumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(TOPIC));
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            long expected = 0;
            while (System.nanoTime() < deadline && (expected == 0 || values.size() < expected)) {
                consumer.poll(Duration.ofMillis(200)).forEach(r -> values.add(r.value()));
                expected = consumer.endOffsets(consumer.assignment()).values().stream()
                        .mapToLong(Long::longValue)
                        .sum();
            }
        }
        return values;
    }
}
