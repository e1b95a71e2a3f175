package org.periapsis.embedded.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.AuthorizationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.embedded.ListeningSockets;
import org.periapsis.embedded.ListeningSockets.Listening;
import org.periapsis.events.registry.ConfluentSchemaIds;
import org.periapsis.events.registry.RegistryConfig;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.config.KafkaConfig;
import org.periapsis.kit.config.PostgresConfig;
import org.periapsis.kit.kafka.KafkaAccess;

class EmbeddedStackIT {

    private static final String PRODUCTS = Topic.PRODUCTS.name("", "esac");

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    Path directory;

    @AfterEach
    void closeVertx() throws Exception {
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    @Test
    void servesEachAccountWhatItsServiceNeedsAndNoMore() throws Exception {
        try (EmbeddedStack stack = start()) {
            send(stack, "ingest-esac", PRODUCTS);
            assertThatThrownBy(() -> send(stack, "ingest-jive", PRODUCTS))
                    .rootCause()
                    .isInstanceOf(AuthorizationException.class);
            assertThatThrownBy(() -> send(stack, "indexer", PRODUCTS))
                    .rootCause()
                    .isInstanceOf(AuthorizationException.class);
            assertThat(read(stack, "indexer", Topic.PRODUCTS)).isEqualTo(1);
            commitInTransaction(stack, "indexer", Topic.INDEXED.name("", ""));
            assertSchemaOfItsOwn(stack, "ingest-esac");
            assertRegisters(stack.kafkaConfig("indexer"));
            assertThat(stack.s3Access("agent-jive").toString())
                    .doesNotContain(stack.s3Access("agent-jive").secret());
        }
    }

    @Test
    void nothingOfItIsReachedFromAnotherMachine() throws Exception {
        try (EmbeddedStack stack = start()) {
            List<Listening> all = ListeningSockets.of(directory);
            assertThat(all)
                    .extracting(Listening::port)
                    .contains(
                            stack.registry().port(),
                            stack.objects().port(),
                            stack.database().port());
            assertThat(all).allMatch(Listening::onLoopback);
        }
    }

    @Test
    void keepsEverythingOverARestart() throws Exception {
        try (EmbeddedStack stack = start()) {
            send(stack, "ingest-esac", PRODUCTS);
        }
        try (EmbeddedStack stack = start()) {
            assertThat(read(stack, "indexer", Topic.PRODUCTS)).isEqualTo(1);
            try (Admin admin = stack.kafka().admin()) {
                assertThat(admin.listTopics().names().get()).contains(PRODUCTS, PRODUCTS + ".indexer.dlq");
            }
        }
    }

    @Test
    void closesWhatStartedWhenOnePartDoesNot() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            StackSettings test = StackSettings.forTest(directory, "esac");
            StackSettings.Ports ports = new StackSettings.Ports(0, 0, other.getLocalPort(), 0);
            assertThatThrownBy(() -> EmbeddedStack.start(
                            vertx, new StackSettings(directory, test.binaries(), test.sites(), ports, false)))
                    .hasMessageContaining("port " + other.getLocalPort() + " for S3 is taken");
        }
        try (EmbeddedStack stack = start()) {
            assertThat(stack.database().port()).isPositive();
        }
    }

    private EmbeddedStack start() throws Exception {
        return EmbeddedStack.start(vertx, StackSettings.forTest(directory, "esac", "jive"));
    }

    private static KafkaAccess access(EmbeddedStack stack, String account) {
        return new KafkaAccess(stack.kafkaConfig(account), account);
    }

    private static void send(EmbeddedStack stack, String account, String topic)
            throws ExecutionException, InterruptedException {
        try (Producer<String, byte[]> producer =
                new KafkaProducer<>(access(stack, account).producer("test"))) {
            producer.send(new ProducerRecord<>(topic, "m31", new byte[] {1})).get();
        }
    }

    private static void commitInTransaction(EmbeddedStack stack, String account, String topic)
            throws ExecutionException, InterruptedException {
        try (Producer<String, byte[]> producer =
                new KafkaProducer<>(access(stack, account).transactionalProducer("test", account))) {
            producer.initTransactions();
            producer.beginTransaction();
            Future<RecordMetadata> sent = producer.send(new ProducerRecord<>(topic, "m31", new byte[] {1}));
            producer.commitTransaction();
            assertThat(sent.get().hasOffset()).isTrue();
        }
    }

    private static int read(EmbeddedStack stack, String account, Topic topic) {
        Map<String, Object> settings = access(stack, account).member("test", account);
        try (Consumer<String, byte[]> consumer = new KafkaConsumer<>(settings)) {
            consumer.subscribe(Pattern.compile(topic.pattern("")));
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            int count = 0;
            while (count == 0 && System.nanoTime() < deadline) {
                count += consumer.poll(Duration.ofMillis(200)).count();
            }
            return count;
        }
    }

    private static void assertSchemaOfItsOwn(EmbeddedStack stack, String account) throws Exception {
        PostgresConfig config = stack.postgresConfig(account);
        try (Connection connection = DriverManager.getConnection(
                        config.jdbcUrl(), config.user(), config.password().value());
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT current_schema()")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo(config.schema());
        }
    }

    private static void assertRegisters(KafkaConfig config) throws Exception {
        KafkaConfig.Credentials user = config.registryUser().orElseThrow();
        RegistryConfig registry = new RegistryConfig(
                List.of(config.registry()),
                Optional.of(user.name() + ":" + user.password().value()),
                Duration.ofSeconds(30));
        try (ConfluentSchemaIds ids = new ConfluentSchemaIds(registry)) {
            assertThat(ids.idOf("test", org.periapsis.events.ProductIndexed.getClassSchema()))
                    .isPositive();
        }
    }
}
