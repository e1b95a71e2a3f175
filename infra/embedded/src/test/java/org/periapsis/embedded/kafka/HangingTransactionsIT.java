package org.periapsis.embedded.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a broker that was killed may leave: a transaction that is over for its coordinator, and open in a partition. */
class HangingTransactionsIT {
    private static final String TOPIC = "periapsis.decisions.v1";
    private static final String OPEN = TOPIC + "-0";

    @TempDir
    Path directory;

    @Test
    void whatTheCoordinatorTakesForCommittedIsCommitted() throws Exception {
        Path open = directory.resolve("open");
        try (EmbeddedKafka kafka = EmbeddedKafka.start(KafkaMain.settings(directory))) {
            kafka.createTopics(List.of(new TopicSpec(TOPIC, 2, Map.of())));
            try (Producer<String, String> producer = producer(kafka, "scheduler")) {
                producer.beginTransaction();
                producer.send(new ProducerRecord<>(TOPIC, 0, "a", "decided")).get();
                producer.send(new ProducerRecord<>(TOPIC, 1, "b", "decided too"))
                        .get();
                copy(log(OPEN), open);
                producer.commitTransaction();
            }
        }
        delete(log(OPEN));
        copy(open, log(OPEN));
        Files.delete(log(".kafka_cleanshutdown"));

        assertThat(readBehindAnother()).containsExactly("decided", "after");
    }

    @Test
    void whatNoCoordinatorKnowsIsAborted() throws Exception {
        Producer<String, String> producer;
        try (EmbeddedKafka kafka = EmbeddedKafka.start(KafkaMain.settings(directory))) {
            kafka.createTopics(List.of(new TopicSpec(TOPIC, 2, Map.of())));
            producer = producer(kafka, "scheduler");
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(TOPIC, 0, "a", "never decided")).get();
        }
        producer.close(Duration.ZERO);
        try (Stream<Path> logs = Files.list(log(""))) {
            for (Path each : logs.filter(path -> path.getFileName().toString().startsWith("__transaction_state-"))
                    .toList()) {
                delete(each);
            }
        }
        Files.delete(log(".kafka_cleanshutdown"));

        assertThat(readBehindAnother()).containsExactly("after");
    }

    /** Readers of committed records would come to none of these, and not to their own groups' offsets. */
    private List<String> readBehindAnother() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(KafkaMain.settings(directory))) {
            try (Producer<String, String> producer = producer(kafka, "indexer")) {
                producer.beginTransaction();
                producer.send(new ProducerRecord<>(TOPIC, 0, "c", "after")).get();
                producer.commitTransaction();
            }
            Map<String, Object> settings = new HashMap<>(kafka.clientProperties(KafkaSettings.ADMIN));
            settings.put("isolation.level", "read_committed");
            settings.put("auto.offset.reset", "earliest");
            List<String> values = new ArrayList<>();
            try (Consumer<String, String> consumer =
                    new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
                consumer.assign(List.of(new TopicPartition(TOPIC, 0)));
                long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
                while (!values.contains("after") && System.nanoTime() < deadline) {
                    consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
                }
            }
            return values;
        }
    }

    private static Producer<String, String> producer(EmbeddedKafka kafka, String name) {
        Map<String, Object> settings = new HashMap<>(kafka.clientProperties(KafkaSettings.ADMIN));
        settings.put("transactional.id", name);
        Producer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
        producer.initTransactions();
        return producer;
    }

    private Path log(String name) {
        return directory.resolve("log").resolve(name);
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
