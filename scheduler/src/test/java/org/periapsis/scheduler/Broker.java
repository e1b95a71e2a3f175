package org.periapsis.scheduler;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.periapsis.embedded.kafka.EmbeddedKafka;
import org.periapsis.embedded.kafka.KafkaSettings;
import org.periapsis.embedded.kafka.TopicSpec;
import org.periapsis.embedded.registry.EmbeddedRegistry;
import org.periapsis.embedded.registry.RegistrySettings;
import org.periapsis.events.codec.Decoded;
import org.periapsis.events.codec.Event;
import org.periapsis.events.codec.EventCodec;
import org.periapsis.events.registry.ConfluentSchemaIds;
import org.periapsis.events.registry.RegistryConfig;
import org.periapsis.events.topic.ReaderGroup;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.auth.IssuerPair;
import org.periapsis.kit.auth.Tokens;
import org.periapsis.kit.config.HttpConfig;
import org.periapsis.kit.config.KafkaConfig;
import org.periapsis.kit.config.Secret;
import org.periapsis.kit.kafka.KafkaAccess;
import org.periapsis.kit.kafka.KafkaEventPublisher;
import org.periapsis.kit.kafka.TransactionalPublisher;
import org.periapsis.scheduler.domain.Limits;

/** A real broker and registry, with the rights that the scheduler has in the local stack and no more. */
final class Broker {
    static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String PASSWORD = "for-this-test";
    private static final String ISSUER = "https://periapsis.test";
    private static final List<String> SITES = List.of("esac", "jive");

    final Vertx vertx = Vertx.vertx();
    final EventCodec codec;
    private final EmbeddedKafka kafka;
    private final EmbeddedRegistry registry;
    private final ConfluentSchemaIds schemaIds;
    private final KafkaAccess writer;
    private final String publicKey;
    private final String privateKey;

    Broker(Path directory) throws Exception {
        kafka = EmbeddedKafka.start(new KafkaSettings(
                directory.resolve("kafka"), 0, PASSWORD, Map.of("scheduler", PASSWORD, "world", PASSWORD)));
        registry = await(EmbeddedRegistry.start(
                vertx,
                new RegistrySettings(
                        directory.resolve("registry"), 0, Map.of("scheduler", PASSWORD, "world", PASSWORD))));
        List<TopicSpec> topics = new ArrayList<>();
        List<AclBinding> acls = new ArrayList<>();
        for (Topic topic : Topic.values()) {
            for (String site : topic.scope() == Topic.Scope.SITE ? SITES : List.of("")) {
                String name = topic.name("", site);
                topics.add(new TopicSpec(name, topic.partitions(), topic.kept().kafkaConfig()));
                acls.add(acl("world", ResourceType.TOPIC, name, AclOperation.ALL));
                if (ReaderGroup.SCHEDULER.reads().contains(topic)) {
                    String letters = ReaderGroup.deadLetters(name, "scheduler");
                    topics.add(new TopicSpec(letters, 1, Map.of()));
                    acls.add(acl("scheduler", ResourceType.TOPIC, name, AclOperation.READ));
                    acls.add(acl("scheduler", ResourceType.TOPIC, letters, AclOperation.WRITE));
                    acls.add(acl("scheduler", ResourceType.TOPIC, letters, AclOperation.READ));
                    acls.add(acl("world", ResourceType.TOPIC, letters, AclOperation.ALL));
                }
            }
        }
        acls.add(acl("scheduler", ResourceType.TOPIC, Topic.DECISIONS.name("", ""), AclOperation.WRITE));
        acls.add(acl("scheduler", ResourceType.GROUP, "scheduler", AclOperation.READ));
        acls.add(acl("scheduler", ResourceType.TRANSACTIONAL_ID, "scheduler", AclOperation.WRITE));
        acls.add(acl("world", ResourceType.TRANSACTIONAL_ID, "scheduler", AclOperation.ALL));
        kafka.createTopics(topics);
        kafka.authorizeExactly(acls);
        IssuerPair keys = IssuerPair.make();
        publicKey = keys.publicKey();
        privateKey = keys.privateKey();
        schemaIds = new ConfluentSchemaIds(new RegistryConfig(
                List.of(registry.url().toString()), Optional.of("world:" + PASSWORD), Duration.ofSeconds(5)));
        codec = new EventCodec(schemaIds);
        writer = new KafkaAccess(config("world"), "world");
    }

    private static AclBinding acl(String user, ResourceType type, String name, AclOperation operation) {
        return new AclBinding(
                new ResourcePattern(type, name, PatternType.LITERAL),
                new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW));
    }

    private KafkaConfig config(String user) {
        KafkaConfig.Credentials credentials = new KafkaConfig.Credentials(user, new Secret(PASSWORD));
        return new KafkaConfig(
                kafka.bootstrapServers(),
                Optional.of(credentials),
                false,
                "",
                registry.url().toString(),
                Optional.of(credentials));
    }

    SchedulerConfig scheduler() {
        return new SchedulerConfig(
                config("scheduler"), new HttpConfig("127.0.0.1", 0, ISSUER, publicKey), Limits.of("hub"));
    }

    /** One that takes part in groups under a name. */
    SchedulerConfig scheduler(String instance) {
        KafkaConfig kafka = config("scheduler").named(instance);
        return new SchedulerConfig(kafka, new HttpConfig("127.0.0.1", 0, ISSUER, publicKey), Limits.of("hub"));
    }

    /** The same as environment variables, for a scheduler in a JVM of its own. */
    Map<String, String> environment() {
        return Map.of(
                "PERIAPSIS_KAFKA_BOOTSTRAP",
                kafka.bootstrapServers(),
                "PERIAPSIS_KAFKA_USER",
                "scheduler",
                "PERIAPSIS_KAFKA_PASSWORD",
                PASSWORD,
                "PERIAPSIS_REGISTRY_URL",
                registry.url().toString(),
                "PERIAPSIS_REGISTRY_USER",
                "scheduler",
                "PERIAPSIS_REGISTRY_PASSWORD",
                PASSWORD,
                "PERIAPSIS_ISSUER_NAME",
                ISSUER,
                "PERIAPSIS_ISSUER_KEY",
                publicKey);
    }

    String token(String... roles) {
        return Tokens.issuing(vertx, ISSUER, publicKey, privateKey)
                .issue("anna", "Anna", List.of(roles), List.of("team"), Duration.ofHours(1));
    }

    /** Opens the scheduler's own transactional id, which fences whoever has it. */
    TransactionalPublisher impostor() {
        return new TransactionalPublisher(writer, codec, "hub", "scheduler", "scheduler");
    }

    Map<String, Object> impostorProperties() {
        return writer.transactionalProducer("impostor", "scheduler");
    }

    Map<String, Object> writerProperties() {
        return writer.producer("rubbish");
    }

    /** Waits for the first dead letter and gives what is there. */
    List<String> deadLetters(Topic topic) {
        String name = ReaderGroup.deadLetters(topic.name("", ""), "scheduler");
        List<String> letters = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(writer.consumer("letters"))) {
            consumer.assign(List.of(new TopicPartition(name, 0)));
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (letters.isEmpty() && System.nanoTime() < deadline) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    if (record.value() != null
                            && !header(record, "periapsis-dlq-class").equals("fault")) {
                        letters.add(new String(record.value(), StandardCharsets.UTF_8));
                    }
                }
            }
        }
        return letters;
    }

    /** All dead letters of a topic now. */
    List<ConsumerRecord<String, byte[]>> letters(Topic topic) {
        TopicPartition partition = new TopicPartition(ReaderGroup.deadLetters(topic.name("", ""), "scheduler"), 0);
        List<ConsumerRecord<String, byte[]>> letters = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(writer.consumer("letters"))) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(letters::add);
            }
        }
        return letters;
    }

    static String header(ConsumerRecord<?, ?> letter, String name) {
        return letter.headers().lastHeader(name) == null
                ? ""
                : new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    /** As an operator's command asks. */
    void retry(Topic topic, UUID entity) throws Exception {
        asks(topic, entity, "retry");
    }

    void drop(Topic topic, UUID entity) throws Exception {
        asks(topic, entity, "dropped");
    }

    private void asks(Topic topic, UUID entity, String kind) throws Exception {
        ConsumerRecord<String, byte[]> letter = letters(topic).stream()
                .filter(each -> entity.toString().equals(each.key())
                        && header(each, "periapsis-dlq-kind").equals("set-aside"))
                .reduce((first, second) -> second)
                .orElseThrow();
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(writer.producer("operator"))) {
            ProducerRecord<String, byte[]> fact = new ProducerRecord<>(letter.topic(), 0, letter.key(), null);
            for (String name : List.of("topic", "partition", "offset", "class", "reason")) {
                fact.headers().add(letter.headers().lastHeader("periapsis-dlq-" + name));
            }
            fact.headers().add("periapsis-dlq-kind", kind.getBytes(StandardCharsets.UTF_8));
            producer.send(fact).get();
        }
    }

    void publish(String site, String subject, SpecificRecord event) throws Exception {
        KafkaEventPublisher publisher = new KafkaEventPublisher(vertx, writer, codec, site, "test");
        try {
            await(publisher.publish(event(subject, event)));
        } finally {
            await(publisher.close());
        }
    }

    /** The same by Kafka's own client, which takes a little more in one record than our publishers do. */
    void publishByClient(String subject, SpecificRecord data) throws Exception {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(writer.producer("test"))) {
            ProducerRecord<String, byte[]> record =
                    new ProducerRecord<>(Topic.of(data).name(writer.prefix(), ""), subject, codec.value(data));
            codec.headers(event(subject, data), record.headers());
            producer.send(record).get();
        }
    }

    static Event<SpecificRecord> event(String subject, SpecificRecord data) {
        return new Event<>(UUID.randomUUID().toString(), "/test", subject, Instant.now(), Optional.empty(), data);
    }

    /** Reads the committed decisions from the beginning until they are as wanted. */
    List<SpecificRecord> decisions(Predicate<List<SpecificRecord>> enough) {
        return read(consumer -> enough);
    }

    /** Reads the committed decisions from the beginning to the end that the topic has now. */
    List<SpecificRecord> decisions() {
        return read(consumer -> {
            Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
            return found -> ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
        });
    }

    private List<SpecificRecord> read(Function<KafkaConsumer<?, ?>, Predicate<List<SpecificRecord>>> until) {
        List<SpecificRecord> found = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(writer.consumer("check"))) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (int i = 0; i < Topic.DECISIONS.partitions(); i++) {
                partitions.add(new TopicPartition(Topic.DECISIONS.name("", ""), i));
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Predicate<List<SpecificRecord>> enough = until.apply(consumer);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!enough.test(found)) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("the decisions did not come; found " + found);
                }
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    Decoded decoded = codec.decode(record.value(), record.headers());
                    if (decoded instanceof Decoded.Known known) {
                        found.add(known.event().data());
                    } else {
                        throw new AssertionError(record + ": " + decoded);
                    }
                }
            }
        }
        return found;
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    void close() throws Exception {
        schemaIds.close();
        await(registry.stop());
        kafka.close();
        await(vertx.close());
    }
}
