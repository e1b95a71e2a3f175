package org.periapsis.embedded.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.periapsis.embedded.kafka.EmbeddedKafka;
import org.periapsis.embedded.kafka.KafkaSettings;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.config.KafkaConfig;
import org.periapsis.kit.config.Secret;
import org.periapsis.kit.kafka.KafkaEventPublisher;
import org.periapsis.kit.kafka.TransactionalPublisher;

/** The contract on the local stack's broker, with SASL and ACLs; and what needs a broker that stops and comes back. */
class KitOnEmbeddedKafkaIT extends KitOnKafkaContract {
    private Broker broker;

    @Override
    BrokerUnderTest start(Path directory) throws IOException {
        broker = new Broker(directory);
        return broker;
    }

    @Test
    void goesOnWhenTheBrokerComesBack() throws Exception {
        bench().make(Topic.INTAKE);
        MemoryView view = new MemoryView();
        KafkaEventPublisher publisher = bench().publisher();
        bench().reads(view, Topic.INTAKE);
        KitBench.await(publisher.publish(Samples.intakes("a", "b", "c")));
        KitBench.await("three events", () -> view.rows().size() == 3);

        broker.stop();
        var sentMeanwhile = publisher.publish(Samples.intake("d"));
        broker.start();

        KitBench.await(sentMeanwhile);
        KitBench.await(publisher.publish(Samples.intake("e")));
        KitBench.await("five events", () -> view.rows().size() >= 5);
        assertThat(view.subjects()).containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void aCommitWithoutAnAnswerFailsAsAnOutage() throws Exception {
        bench().make(Topic.INTAKE);
        TransactionalPublisher publisher = bench().transactions();
        publisher.commit(Samples.intakes("a"), Map.of(), null);

        broker.stop();
        try {
            assertThatThrownBy(() -> publisher.commit(Samples.intakes("b"), Map.of(), null))
                    .isInstanceOf(KafkaException.class);
        } finally {
            broker.start();
        }

        MemoryView view = new MemoryView();
        bench().reads(view, Topic.INTAKE);
        bench().transactions().commit(Samples.intakes("c"), Map.of(), null);
        KitBench.await("the next instance's event", () -> view.subjects().contains("c"));
        assertThat(view.subjects())
                .as("b's fate was unknown")
                .filteredOn(s -> !s.equals("b"))
                .containsExactly("a", "c");
    }

    private static final class Broker implements BrokerUnderTest {
        private static final String SERVICE = "service";
        private static final String PASSWORD = "service-secret";
        private static final String ADMIN_PASSWORD = "admin-secret";

        private final Path directory;
        private EmbeddedKafka kafka;
        private int port;

        Broker(Path directory) throws IOException {
            this.directory = directory;
            start();
            kafka.authorizeExactly(List.of(
                    allow(ResourceType.TOPIC, AclOperation.READ),
                    allow(ResourceType.TOPIC, AclOperation.WRITE),
                    allow(ResourceType.GROUP, AclOperation.READ),
                    allow(ResourceType.TRANSACTIONAL_ID, AclOperation.WRITE),
                    allow(ResourceType.TRANSACTIONAL_ID, AclOperation.DESCRIBE)));
        }

        /** On the files and the port of the first start. */
        void start() throws IOException {
            kafka = EmbeddedKafka.start(new KafkaSettings(directory, port, ADMIN_PASSWORD, Map.of(SERVICE, PASSWORD)));
            port = kafka.port();
        }

        @Override
        public String bootstrap() {
            return kafka.bootstrapServers();
        }

        @Override
        public Optional<KafkaConfig.Credentials> service() {
            return Optional.of(new KafkaConfig.Credentials(SERVICE, new Secret(PASSWORD)));
        }

        @Override
        public Map<String, Object> admin() {
            return Map.copyOf(kafka.clientProperties(KafkaSettings.ADMIN));
        }

        @Override
        public void stop() {
            kafka.close();
        }

        private static AclBinding allow(ResourceType type, AclOperation operation) {
            return new AclBinding(
                    new ResourcePattern(type, PREFIX, PatternType.PREFIXED),
                    new AccessControlEntry("User:" + SERVICE, "*", operation, AclPermissionType.ALLOW));
        }
    }
}
