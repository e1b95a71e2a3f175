package org.periapsis.kit.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.periapsis.events.topic.ReaderGroup;

/** Writes records that can never be handled, as they were, to {@code <topic>.<group>.dlq}, with the reason in headers. */
public final class DeadLetters implements AutoCloseable {
    static final String REASON = "periapsis-dlq-reason";
    static final String TOPIC = "periapsis-dlq-topic";
    static final String PARTITION = "periapsis-dlq-partition";
    static final String OFFSET = "periapsis-dlq-offset";
    static final String VERSION = "periapsis-dlq-version";

    /** A build without a manifest has no version. */
    private static final String CODE = Optional.ofNullable(
                    DeadLetters.class.getPackage().getImplementationVersion())
            .orElse("unpackaged");

    private final KafkaAccess access;
    private final ConsumerSpec spec;
    private KafkaProducer<String, byte[]> producer;

    /** @param spec whose group gives up */
    public DeadLetters(KafkaAccess access, ConsumerSpec spec) {
        this.access = access;
        this.spec = spec;
    }

    /** @throws KafkaException when the broker does not take it: the record stays where it is and comes again */
    public void send(ConsumerRecord<String, byte[]> record, String reason) {
        if (producer == null) {
            producer = new KafkaProducer<>(access.producer(spec.name() + "-dlq"));
        }
        String target = ReaderGroup.deadLetters(record.topic(), access.prefix() + spec.group());
        ProducerRecord<String, byte[]> letter =
                new ProducerRecord<>(target, null, record.key(), record.value(), record.headers());
        put(letter, REASON, reason);
        put(letter, TOPIC, record.topic());
        put(letter, PARTITION, Integer.toString(record.partition()));
        put(letter, OFFSET, Long.toString(record.offset()));
        put(letter, VERSION, CODE);
        try {
            producer.send(letter).get(20, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("dead-letter topic " + target + " does not take the record", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", e);
        }
    }

    private static void put(ProducerRecord<String, byte[]> letter, String name, String value) {
        letter.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(5));
        }
    }
}
