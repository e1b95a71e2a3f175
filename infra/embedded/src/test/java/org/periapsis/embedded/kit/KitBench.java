package org.periapsis.embedded.kit;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.periapsis.embedded.Patience;
import org.periapsis.events.codec.Event;
import org.periapsis.events.codec.EventCodec;
import org.periapsis.events.topic.ReaderGroup;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.config.KafkaConfig;
import org.periapsis.kit.kafka.BatchHandler;
import org.periapsis.kit.kafka.ConsumerSpec;
import org.periapsis.kit.kafka.EventConsumer;
import org.periapsis.kit.kafka.FailurePolicy;
import org.periapsis.kit.kafka.KafkaAccess;
import org.periapsis.kit.kafka.KafkaEventPublisher;
import org.periapsis.kit.kafka.OffsetStore;
import org.periapsis.kit.kafka.TransactionalPublisher;
import org.periapsis.kit.observe.Observer;

/** One test's part of the broker, under a prefix of its own, with what was opened there. */
final class KitBench {
    /** Group, consumer name and last part of the dead-letter topics. */
    static final String GROUP = "reader";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String prefix;
    private final KafkaAccess access;
    private final Vertx vertx;
    private final KitRegistry registry;
    private final Admin admin;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final List<EventConsumer> readers = new ArrayList<>();
    private final Observer observer = new Observer("kit", Samples.SITE);
    private final KafkaConfig config;

    KitBench(BrokerUnderTest broker, Vertx vertx, KitRegistry registry, String prefix) {
        this.prefix = prefix;
        this.vertx = vertx;
        this.registry = registry;
        this.admin = closing(Admin.create(broker.admin()));
        this.config =
                new KafkaConfig(broker.bootstrap(), broker.service(), false, prefix, registry.url(), Optional.empty());
        this.access = new KafkaAccess(config, prefix + "client");
    }

    Admin admin() {
        return admin;
    }

    KafkaAccess access() {
        return access;
    }

    KitRegistry registry() {
        return registry;
    }

    Observer observer() {
        return observer;
    }

    Observer.Check health() {
        return observer.checks().get("consumer." + GROUP);
    }

    String group() {
        return prefix + GROUP;
    }

    String name(Topic topic) {
        return topic.name(prefix, Samples.SITE);
    }

    String deadLetters(Topic topic) {
        return ReaderGroup.deadLetters(name(topic), group());
    }

    /** Makes the topics and their dead-letter topics. */
    void make(Topic... topics) throws Exception {
        for (Topic topic : topics) {
            make(name(topic), topic.partitions());
            make(deadLetters(topic), 1);
        }
    }

    void make(String name, int partitions) throws Exception {
        admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1)))
                .all()
                .get(30, SECONDS);
        await("topic " + name, () -> topicIsThere(name));
    }

    private boolean topicIsThere(String name) {
        try {
            return admin.listTopics().names().get(30, SECONDS).contains(name);
        } catch (ExecutionException | InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A codec that has seen nothing yet. */
    EventCodec codec() {
        return new EventCodec(closing(registry.client()));
    }

    KafkaEventPublisher publisher() {
        KafkaEventPublisher publisher = new KafkaEventPublisher(vertx, access, codec(), Samples.SITE, "writer");
        open.push(() -> KitRegistry.await(publisher.close()));
        return publisher;
    }

    TransactionalPublisher transactions() {
        return transactions(codec());
    }

    TransactionalPublisher transactions(EventCodec codec) {
        return closing(new TransactionalPublisher(access, codec, Samples.SITE, "writer", "transactions"));
    }

    /** Every test's reader: dead letters for what is bad, an unknown type skipped. */
    EventConsumer reads(MemoryView view, Topic... topics) {
        return reads(spec(FailurePolicy.DEAD_LETTER, FailurePolicy.SKIP, topics), view, Optional.of(view));
    }

    EventConsumer reads(ConsumerSpec spec, BatchHandler handler, Optional<OffsetStore> store) {
        return reads(access, spec, handler, store);
    }

    EventConsumer reads(KafkaAccess as, ConsumerSpec spec, BatchHandler handler, Optional<OffsetStore> store) {
        EventConsumer consumer = new EventConsumer(spec, as, codec(), handler, store, observer);
        open.push(() -> consumer.stop(PATIENCE).get(30, SECONDS));
        readers.add(consumer);
        consumer.start();
        return consumer;
    }

    void stopReaders() throws Exception {
        for (EventConsumer reader : readers) {
            reader.stop(PATIENCE).get(30, SECONDS);
        }
    }

    /** The client's access under a name that it keeps when it is started again. */
    KafkaAccess named(String instance) {
        return new KafkaAccess(config.named(instance), prefix + "client");
    }

    /** A transaction that holds an event and stays open until it is closed; then it is aborted. */
    AutoCloseable openTransaction(Event<?> event) throws Exception {
        KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(access.transactionalProducer("open", "open-transaction"));
        producer.initTransactions();
        producer.beginTransaction();
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(name(Topic.of(event.data())), 0, event.subject(), codec().value(event.data()));
        codec().headers(event, record.headers());
        producer.send(record).get(30, SECONDS);
        return () -> {
            producer.abortTransaction();
            producer.close();
        };
    }

    /** A batch holds two events at most, so that tests see more than one batch. */
    static ConsumerSpec spec(FailurePolicy policy, FailurePolicy unknown, Topic... topics) {
        return new ConsumerSpec(GROUP, GROUP, List.of(topics), Optional.empty(), policy, unknown, 2);
    }

    RawLog raw() {
        return new RawLog(access);
    }

    /** Next offset to read that the consumer group has committed; empty for none. */
    Optional<Long> committed(Topic topic, int partition) throws Exception {
        Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(group())
                .partitionsToOffsetAndMetadata()
                .get(30, SECONDS);
        return Optional.ofNullable(offsets.get(new TopicPartition(name(topic), partition)))
                .map(OffsetAndMetadata::offset);
    }

    /** How many members the consumer group has. */
    int members() {
        try {
            return admin.describeConsumerGroups(List.of(group()))
                    .describedGroups()
                    .get(group())
                    .get(30, SECONDS)
                    .members()
                    .size();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return 0;
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    static <T> T await(Future<T> future) throws Exception {
        return KitRegistry.await(future);
    }

    static void await(String what, Patience.Condition condition) {
        Patience.until(what, PATIENCE, condition);
    }

    private <T extends AutoCloseable> T closing(T opened) {
        open.push(opened);
        return opened;
    }

    /** Closes what was opened, last first. */
    void close() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }
}
