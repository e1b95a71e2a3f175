package org.periapsis.embedded.kit;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.utils.AppInfoParser;
import org.junit.jupiter.api.condition.EnabledIf;
import org.periapsis.kit.config.KafkaConfig;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/** The contract on the Kafka project's own image, without authentication. */
@EnabledIf(
        value = "docker",
        disabledReason =
                "no Docker engine here: needs /var/run/docker.sock or DOCKER_HOST; the same contract runs on the"
                        + " embedded broker")
class KitOnContainerKafkaIT extends KitOnKafkaContract {
    static boolean docker() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    @Override
    BrokerUnderTest start(Path directory) {
        // The broker's version is the clients'.
        String image = "apache/kafka:" + AppInfoParser.getVersion();
        KafkaContainer kafka =
                new KafkaContainer(DockerImageName.parse(image)).withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");
        kafka.start();
        return new Broker(kafka);
    }

    private record Broker(KafkaContainer kafka) implements BrokerUnderTest {
        @Override
        public String bootstrap() {
            return kafka.getBootstrapServers();
        }

        @Override
        public Optional<KafkaConfig.Credentials> service() {
            return Optional.empty();
        }

        @Override
        public Map<String, Object> admin() {
            return Map.of("bootstrap.servers", bootstrap());
        }

        @Override
        public void stop() {
            kafka.stop();
        }
    }
}
