package org.periapsis.scheduler.adapter.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.periapsis.events.topic.ReaderGroup;
import org.periapsis.kit.kafka.KafkaAccess;
import org.periapsis.kit.kafka.Position;
import org.periapsis.scheduler.domain.AsideFact;
import org.periapsis.scheduler.domain.Fact;
import org.periapsis.scheduler.domain.Fault;
import org.periapsis.scheduler.domain.Source;

/**
 * What the scheduler sets aside for a fault of its own, as facts of its dead-letter topics: the record as it was, and in headers
 * what happened to it. The same format as every reader's, so that an operator sees, releases or drops it with the same
 * commands.
 */
final class AsideLetters implements AutoCloseable {
    /** Ends the name of each of the scheduler's dead-letter topics. */
    static final String SUFFIX = ReaderGroup.deadLetters("", ReaderGroup.SCHEDULER.id("", ""));

    private static final String PREFIX = "periapsis-dlq-";
    private static final String KIND = PREFIX + "kind";
    private static final String CLASS = PREFIX + "class";
    private static final String FAULT = "fault";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration STEP = Duration.ofMillis(100);
    private static final int SEND_S = 20;

    private final KafkaAccess access;
    private final Consumer<Position> wrote;
    private KafkaProducer<String, byte[]> producer;

    /** @param wrote told of each fact that is written here: its writer knows it already, and leaves it out when it comes by */
    AsideLetters(KafkaAccess access, Consumer<Position> wrote) {
        this.access = access;
        this.wrote = wrote;
    }

    /**
     * Reads a fact.
     *
     * @return empty for a record of anybody's that is none, and for what was set aside because nobody can read it: that is
     *     about no entity, and is read anew whenever the log is
     */
    static Optional<Fact> read(ConsumerRecord<String, byte[]> letter) {
        Headers headers = letter.headers();
        try {
            if (!text(headers, CLASS).equals(Optional.of(FAULT))) {
                return Optional.empty();
            }
            Optional<AsideFact.Kind> kind =
                    switch (text(headers, KIND).orElse("")) {
                        case "set-aside" -> Optional.of(AsideFact.Kind.SET_ASIDE);
                        case "retry" -> Optional.of(AsideFact.Kind.RETRY);
                        case "released" -> Optional.of(AsideFact.Kind.RELEASED);
                        case "dropped" -> Optional.of(AsideFact.Kind.DROPPED);
                        default -> Optional.empty();
                    };
            Source source = new Source(
                    text(headers, PREFIX + "topic").orElseThrow(IllegalArgumentException::new),
                    Integer.parseInt(text(headers, PREFIX + "partition").orElse("")),
                    Long.parseLong(text(headers, PREFIX + "offset").orElse("")));
            return kind.map(is -> new Fact(
                    letter.topic() + ":" + letter.offset(),
                    Instant.ofEpochMilli(letter.timestamp()),
                    Optional.empty(),
                    new AsideFact(
                            is,
                            source,
                            entity(letter.key()),
                            text(headers, PREFIX + "reason").orElse(""))));
        } catch (IllegalArgumentException nobodysFact) {
            return Optional.empty();
        }
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
        ProducerRecord<String, byte[]> letter = new ProducerRecord<>(
                source.topic() + SUFFIX, 0, Math.max(0, record.timestamp()), key, record.value(), record.headers());
        AsideFact fact = new AsideFact(AsideFact.Kind.SET_ASIDE, source, fault.entity(), fault.reason());
        String detail = fault.cause() == null ? "" : ": " + fault.cause();
        send(letter, fact, fault.reason() + detail);
        return told(fact);
    }

    /**
     * Writes that it is tried again.
     *
     * @return the fact
     */
    Fact released(AsideFact asked) {
        AsideFact fact = new AsideFact(AsideFact.Kind.RELEASED, asked.record(), asked.entity(), asked.reason());
        String key = asked.entity().map(UUID::toString).orElse(null);
        send(new ProducerRecord<>(asked.record().topic() + SUFFIX, 0, key, null), fact, asked.reason());
        return told(fact);
    }

    private static Fact told(AsideFact fact) {
        return new Fact(fact.kind() + " " + fact.record(), Clock.systemUTC().instant(), Optional.empty(), fact);
    }

    private void send(ProducerRecord<String, byte[]> letter, AsideFact fact, String reason) {
        Headers headers = letter.headers();
        for (Header header : headers.toArray()) {
            if (header.key().startsWith(PREFIX)) {
                headers.remove(header.key());
            }
        }
        put(headers, "kind", fact.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        put(headers, "topic", fact.record().topic());
        put(headers, "partition", Integer.toString(fact.record().partition()));
        put(headers, "offset", Long.toString(fact.record().offset()));
        put(headers, "class", FAULT);
        put(headers, "reason", reason);
        put(headers, "effect", Long.toString(fact.record().offset()));
        put(headers, "by", access.clientId());
        put(headers, "time", Clock.systemUTC().instant().toString());
        put(headers, "version", version());
        if (producer == null) {
            producer = new KafkaProducer<>(access.producer("asides"));
        }
        try {
            RecordMetadata sent = producer.send(letter).get(SEND_S, TimeUnit.SECONDS);
            wrote.accept(new Position(sent.topic(), sent.partition(), sent.offset()));
        } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
            if (e.getCause() instanceof RecordTooLargeException && letter.value() != null) {
                // With what is said about it a record may be larger than the log takes: it can be read at its place.
                send(
                        new ProducerRecord<>(letter.topic(), 0, letter.timestamp(), letter.key(), null, headers),
                        fact,
                        reason);
                return;
            }
            throw new KafkaException("dead-letter topic " + letter.topic() + " does not take the record", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", e);
        }
    }

    private static String version() {
        return Optional.ofNullable(AsideLetters.class.getPackage().getImplementationVersion())
                .orElse("unpackaged");
    }

    private static void put(Headers headers, String name, String value) {
        headers.add(PREFIX + name, value.getBytes(UTF_8));
    }

    private static Optional<String> text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), UTF_8));
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

    @Override
    public void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(5));
        }
    }
}
