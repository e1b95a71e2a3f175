package org.periapsis.kit.kafka;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.periapsis.events.topic.ReaderGroup;
import org.periapsis.kit.failure.DeadLetter;
import org.periapsis.kit.failure.FailureClass;
import org.periapsis.kit.failure.Failures;
import org.periapsis.kit.failure.Place;
import org.periapsis.kit.failure.SetAside;

/** Writes a group's facts about what it puts aside to {@code <topic>.<group>.dlq}: records as they were, the fact in headers. */
public final class DeadLetters implements AutoCloseable {
    /** A build without a manifest has no version. */
    private static final String CODE = Optional.ofNullable(
                    DeadLetters.class.getPackage().getImplementationVersion())
            .orElse("unpackaged");

    private static final String BYTES_LEFT = "; its bytes, too many for this topic, are where it stands alone";

    private final KafkaAccess access;
    private final ConsumerSpec spec;
    private final Clock clock = Clock.systemUTC();
    private KafkaProducer<String, byte[]> producer;

    /** @param spec whose group gives up */
    public DeadLetters(KafkaAccess access, ConsumerSpec spec) {
        this.access = access;
        this.spec = spec;
    }

    /**
     * Why a record is put aside.
     *
     * @param behind the earlier record of its entity that it waits for; empty when it failed itself
     * @param effect where the reader stands
     */
    public record Cause(FailureClass failure, String reason, Optional<Long> behind, long effect) {
        public Cause {
            if (failure == FailureClass.OUTAGE) {
                throw new IllegalArgumentException("an outage is waited for, and no record's fault: " + reason);
            }
        }
    }

    /**
     * A fact on the log.
     *
     * @param key null for a record without a key
     */
    public record Written(long offset, String key, DeadLetter fact) {}

    /**
     * Puts aside as poison what nobody can read.
     *
     * @throws KafkaException when the broker does not take it: the record stays where it is and comes again
     */
    public void send(ConsumerRecord<String, byte[]> record, String reason) {
        Place place = new Place(record.topic(), record.partition(), record.offset());
        setAside(record, place, new Cause(FailureClass.POISON, reason, Optional.empty(), record.offset()));
    }

    /**
     * Puts a record aside.
     *
     * @param record as it was read, from its topic or from a letter
     * @param place where it stands on the topic that is read
     * @return the fact as it stands on the log
     * @throws KafkaException when the broker does not take it: the record stays where it is and comes again
     */
    public Written setAside(ConsumerRecord<String, byte[]> record, Place place, Cause cause) {
        return setAside(record, place, cause, record.key());
    }

    /** The same, under the key of an entity that is not the record's own; null for none. */
    public Written setAside(ConsumerRecord<String, byte[]> record, Place place, Cause cause, String key) {
        DeadLetter fact = fact(DeadLetter.Kind.SET_ASIDE, place, cause.failure(), cause.reason())
                .waiting(cause.behind())
                .taking(cause.effect());
        // With the time of the original, so that it is kept as long.
        ProducerRecord<String, byte[]> letter = new ProducerRecord<>(
                topic(place), 0, Math.max(0, record.timestamp()), key, record.value(), record.headers());
        try {
            return send(letter, fact);
        } catch (KafkaException e) {
            if (!Failures.tooLarge(e)) {
                throw e;
            }
            // A reader that waited for this would wait for ever.
            DeadLetter bare = fact(DeadLetter.Kind.SET_ASIDE, place, cause.failure(), cause.reason() + BYTES_LEFT)
                    .waiting(cause.behind())
                    .taking(cause.effect());
            byte[] none = null;
            return send(new ProducerRecord<>(topic(place), 0, Math.max(0, record.timestamp()), key, none), bare);
        }
    }

    /**
     * Says that a record is taken up again.
     *
     * @param effect where the reader stands
     * @return the fact as it stands on the log
     * @throws KafkaException when the broker does not take it
     */
    public Written released(SetAside.Entry entry, long effect) {
        Cause cause = new Cause(entry.fact().failure(), entry.fact().reason(), Optional.empty(), effect);
        return released(entry.place(), cause, entry.key());
    }

    /** The same, of a record that is known by its place. */
    public Written released(Place place, Cause cause, Optional<String> key) {
        DeadLetter fact = fact(DeadLetter.Kind.RELEASED, place, cause.failure(), cause.reason())
                .taking(cause.effect());
        return send(new ProducerRecord<>(topic(place), 0, key.orElse(null), null), fact);
    }

    private DeadLetter fact(DeadLetter.Kind kind, Place place, FailureClass failure, String reason) {
        Instant now = clock.instant();
        return new DeadLetter(
                kind, place, failure, reason, Optional.empty(), Optional.empty(), access.clientId(), now, CODE);
    }

    private String topic(Place place) {
        return ReaderGroup.deadLetters(place.topic(), access.prefix() + spec.group());
    }

    private Written send(ProducerRecord<String, byte[]> letter, DeadLetter fact) {
        Headers headers = letter.headers();
        fact.write(headers);
        if (producer == null) {
            Map<String, Object> properties = access.producer(spec.name() + "-dlq");
            // The largest record there is, and the fact in its headers; the broker sees it compressed.
            properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 2 << 20);
            producer = new KafkaProducer<>(properties);
        }
        try {
            long offset = producer.send(letter).get(20, TimeUnit.SECONDS).offset();
            return new Written(offset, letter.key(), fact);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("dead-letter topic " + letter.topic() + " does not take the record", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", e);
        }
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(5));
        }
    }
}
