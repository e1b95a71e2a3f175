package org.periapsis.embedded.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.embedded.Patience;
import org.periapsis.kit.config.KafkaConfig;
import org.periapsis.kit.config.Secret;
import org.periapsis.kit.kafka.KafkaAccess;
import org.periapsis.kit.kafka.KafkaProbe;
import org.periapsis.kit.observe.Observer;
import org.periapsis.kit.observe.PartsWatch;

/** Readiness follows a broker that goes and comes, and an account that it does not know. */
class KafkaProbeIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String PASSWORD = "service-secret";

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final Observer observer = new Observer("test", "");

    @Test
    void tellsOfABrokerThatIsAwayAndOfOneThatIsBack() throws Exception {
        EmbeddedKafka kafka = broker(0);
        int port = kafka.port();
        PartsWatch watch = watch(kafka.bootstrapServers(), PASSWORD);
        try {
            watch.start().await(60, TimeUnit.SECONDS);
            assertThat(observer.ready()).isTrue();
            kafka.close();
            Patience.until("it is away", PATIENCE, () -> !observer.ready());
            kafka = broker(port);
            Patience.until("it is back", PATIENCE, observer::ready);
            stop(watch);

            watch = watch(kafka.bootstrapServers(), "another");
            watch.start();
            Patience.until("it refuses", PATIENCE, () -> detail().contains("Authentication failed"));
            assertThat(observer.ready()).isFalse();
        } finally {
            stop(watch);
            kafka.close();
            vertx.close().await(10, TimeUnit.SECONDS);
        }
    }

    private String detail() {
        return observer.checks().get("kafka").detail();
    }

    private static void stop(PartsWatch watch) throws Exception {
        watch.stop().await(20, TimeUnit.SECONDS);
    }

    private EmbeddedKafka broker(int port) throws Exception {
        return EmbeddedKafka.start(new KafkaSettings(directory, port, "admin-secret", Map.of("service", PASSWORD)));
    }

    private PartsWatch watch(String bootstrap, String password) {
        KafkaConfig config = new KafkaConfig(
                bootstrap,
                Optional.of(new KafkaConfig.Credentials("service", new Secret(password))),
                false,
                "",
                "http://127.0.0.1:1",
                Optional.empty());
        return new PartsWatch(vertx, observer, "test", List.of(KafkaProbe.of(vertx, new KafkaAccess(config, "test"))));
    }
}
