package org.periapsis.scheduler.adapter.kafka;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.periapsis.events.topic.ReaderGroup;
import org.periapsis.kit.failure.DeadLetter;
import org.periapsis.kit.failure.FailureClass;
import org.periapsis.kit.failure.Place;
import org.periapsis.kit.kafka.DeadLetters;
import org.periapsis.kit.kafka.DeadLetters.Cause;
import org.periapsis.kit.kafka.DeadLetters.Written;
import org.periapsis.kit.kafka.KafkaAccess;
import org.periapsis.kit.kafka.Position;
import org.periapsis.scheduler.domain.AsideFact;
import org.periapsis.scheduler.domain.Fact;
import org.periapsis.scheduler.domain.Fault;
import org.periapsis.scheduler.domain.Source;

/**
 * What the scheduler sets aside for a fault of its own, as facts of its dead-letter topics: those of every reader, so that an
 * operator sees, releases or drops it with the same commands. What is said beside them is under the key of the entity.
 */
final class AsideLetters {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration STEP = Duration.ofMillis(100);

    private final KafkaAccess access;
    private final DeadLetters letters;
    private final Consumer<Position> wrote;

    /** @param wrote told of each fact that is written here: its writer knows it already, and leaves it out when it comes by */
    AsideLetters(KafkaAccess access, DeadLetters letters, Consumer<Position> wrote) {
        this.access = access;
        this.letters = letters;
        this.wrote = wrote;
    }

    /** @return what ends the name of each of the scheduler's dead-letter topics */
    static String suffix(String prefix) {
        return ReaderGroup.deadLetters("", ReaderGroup.SCHEDULER.id(prefix, ""));
    }

    /**
     * Reads a fact.
     *
     * @return empty for a record of anybody's that is none, and for what was set aside because nobody can read it: that is
     *     about no entity, and is read anew whenever the log is
     */
    static Optional<Fact> read(ConsumerRecord<String, byte[]> letter) {
        return DeadLetter.of(letter)
                .filter(fact -> fact.failure() == FailureClass.FAULT)
                .map(fact -> new Fact(
                        letter.topic() + ":" + letter.offset(),
                        Instant.ofEpochMilli(letter.timestamp()),
                        Optional.empty(),
                        new AsideFact(kind(fact.kind()), source(fact.place()), entity(letter.key()), fact.reason())));
    }

    private static AsideFact.Kind kind(DeadLetter.Kind kind) {
        return switch (kind) {
            case SET_ASIDE -> AsideFact.Kind.SET_ASIDE;
            case RETRY -> AsideFact.Kind.RETRY;
            case RELEASED -> AsideFact.Kind.RELEASED;
            case DROPPED -> AsideFact.Kind.DROPPED;
        };
    }

    private static Source source(Place place) {
        return new Source(place.topic(), place.partition(), place.offset());
    }

    private static Place place(Source source) {
        return new Place(source.topic(), source.partition(), source.offset());
    }

    /** A transfer's key is its own: what is set aside of it is the record alone. */
    private static Optional<UUID> entity(String key) {
        try {
            return Optional.ofNullable(key).map(UUID::fromString);
        } catch (IllegalArgumentException noEntity) {
            return Optional.empty();
        }
    }

    /**
     * Writes that a record was set aside, with its bytes.
     *
     * @return the fact
     * @throws KafkaException when Kafka does not answer in time: it is tried again
     */
    Fact setAside(Fault fault, Source source) {
        ConsumerRecord<String, byte[]> record = record(source);
        String key = fault.entity().map(UUID::toString).orElse(record.key());
        String detail = fault.cause() == null ? "" : ": " + fault.cause();
        Cause cause = new Cause(FailureClass.FAULT, fault.reason() + detail, Optional.empty(), source.offset());
        told(source, written(record, source, cause, key));
        return fact(new AsideFact(AsideFact.Kind.SET_ASIDE, source, fault.entity(), fault.reason()));
    }

    /** With what is said about it a record may be larger than the log takes: it can be read at its place. */
    private Written written(ConsumerRecord<String, byte[]> record, Source source, Cause cause, String key) {
        try {
            return letters.setAside(record, place(source), cause, key);
        } catch (KafkaException e) {
            if (!large(e) || record.value() == null) {
                throw e;
            }
            ConsumerRecord<String, byte[]> bare =
                    new ConsumerRecord<>(record.topic(), record.partition(), record.offset(), record.key(), null);
            record.headers().forEach(bare.headers()::add);
            return letters.setAside(bare, place(source), cause, key);
        }
    }

    private static boolean large(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RecordTooLargeException) {
                return true;
            }
        }
        return false;
    }

    /**
     * Writes that it is tried again.
     *
     * @return the fact
     */
    Fact released(AsideFact asked) {
        Source source = asked.record();
        Cause cause = new Cause(FailureClass.FAULT, asked.reason(), Optional.empty(), source.offset());
        told(source, letters.released(place(source), cause, asked.entity().map(UUID::toString)));
        return fact(new AsideFact(AsideFact.Kind.RELEASED, source, asked.entity(), asked.reason()));
    }

    private void told(Source source, Written written) {
        wrote.accept(new Position(source.topic() + suffix(access.prefix()), 0, written.offset()));
    }

    private static Fact fact(AsideFact told) {
        return new Fact(told.kind() + " " + told.record(), Clock.systemUTC().instant(), Optional.empty(), told);
    }

    /** The record as it stands on the log. */
    private ConsumerRecord<String, byte[]> record(Source source) {
        TopicPartition partition = new TopicPartition(source.topic(), source.partition());
        try (KafkaConsumer<String, byte[]> reader = new KafkaConsumer<>(access.consumer("originals"))) {
            reader.assign(List.of(partition));
            reader.seek(partition, source.offset());
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < end) {
                for (ConsumerRecord<String, byte[]> record : reader.poll(STEP).records(partition)) {
                    if (record.offset() == source.offset()) {
                        return record;
                    }
                }
            }
        }
        throw new TimeoutException("the record at " + source + " cannot be read");
    }
}
