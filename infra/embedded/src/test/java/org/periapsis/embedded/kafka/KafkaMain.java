package org.periapsis.embedded.kafka;

import java.nio.file.Path;
import java.util.Map;
import org.periapsis.embedded.ForkedJvm;

/** A broker in a JVM of its own, for the test that kills it. */
final class KafkaMain {

    private KafkaMain() {}

    public static void main(String[] arguments) throws Exception {
        EmbeddedKafka kafka = EmbeddedKafka.start(settings(Path.of(arguments[0])));
        System.out.println(ForkedJvm.READY + kafka.port());
        Thread.currentThread().join();
    }

    static KafkaSettings settings(Path directory) {
        return new KafkaSettings(
                directory, 0, "admin-secret", Map.of("ingest-esac", "ingest-secret", "indexer", "indexer-secret"));
    }
}
