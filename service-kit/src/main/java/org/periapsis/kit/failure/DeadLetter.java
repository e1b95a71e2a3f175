package org.periapsis.kit.failure;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * A fact of a dead-letter topic, in its record's headers. What was set aside has the original bytes as its value; the others
 * have none.
 *
 * @param place the record that it is about
 * @param failure why it was set aside
 * @param behind the earlier record of the same entity that it waits for; empty when it failed itself
 * @param effect where the reader stood when this took effect: the next offset of the place's partition; empty for what is asked
 * @param by who says so
 */
public record DeadLetter(
        Kind kind,
        Place place,
        FailureClass failure,
        String reason,
        Optional<Long> behind,
        Optional<Long> effect,
        String by,
        Instant at,
        String version) {
    /** Begins the name of every header of ours. */
    public static final String PREFIX = "periapsis-dlq-";

    private static final String KIND = PREFIX + "kind";
    private static final String TOPIC = PREFIX + "topic";
    private static final String PARTITION = PREFIX + "partition";
    private static final String OFFSET = PREFIX + "offset";
    private static final String CLASS = PREFIX + "class";
    private static final String REASON = PREFIX + "reason";
    private static final String BEHIND = PREFIX + "behind";
    private static final String EFFECT = PREFIX + "effect";
    private static final String BY = PREFIX + "by";
    private static final String AT = PREFIX + "time";
    private static final String VERSION = PREFIX + "version";

    /** What happened to a record. */
    public enum Kind {
        /** The reader put it aside. */
        SET_ASIDE,
        /** An operator asks for it to be tried again, with what waits behind it. */
        RETRY,
        /** The reader took it up again, at the effect. */
        RELEASED,
        /** An operator gave it up for good. */
        DROPPED;

        /** As it stands in a header. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** The same, waiting for an earlier record. */
    public DeadLetter waiting(Optional<Long> earlier) {
        return new DeadLetter(kind, place, failure, reason, earlier, effect, by, at, version);
    }

    /** The same, taking effect where the reader stands. */
    public DeadLetter taking(long next) {
        return new DeadLetter(kind, place, failure, reason, behind, Optional.of(next), by, at, version);
    }

    /** Adds it to a record's headers, in place of what they said before. */
    public void write(Headers headers) {
        for (Header header : headers.toArray()) {
            if (header.key().startsWith(PREFIX)) {
                headers.remove(header.key());
            }
        }
        put(headers, KIND, kind.text());
        put(headers, TOPIC, place.topic());
        put(headers, PARTITION, Integer.toString(place.partition()));
        put(headers, OFFSET, Long.toString(place.offset()));
        put(headers, CLASS, failure.name().toLowerCase(Locale.ROOT));
        put(headers, REASON, reason);
        behind.ifPresent(offset -> put(headers, BEHIND, Long.toString(offset)));
        effect.ifPresent(offset -> put(headers, EFFECT, Long.toString(offset)));
        put(headers, BY, by);
        put(headers, AT, at.toString());
        put(headers, VERSION, version);
    }

    /** @return the fact in a record; empty when it is none of ours. One of an earlier version was set aside as poison */
    public static Optional<DeadLetter> of(ConsumerRecord<?, ?> record) {
        Headers headers = record.headers();
        try {
            String kind = text(headers, KIND).orElse("set-aside");
            Place place = new Place(
                    text(headers, TOPIC).orElseThrow(IllegalArgumentException::new),
                    Integer.parseInt(text(headers, PARTITION).orElse("")),
                    Long.parseLong(text(headers, OFFSET).orElse("")));
            return Optional.of(new DeadLetter(
                    Kind.valueOf(kind.toUpperCase(Locale.ROOT).replace('-', '_')),
                    place,
                    FailureClass.valueOf(text(headers, CLASS).orElse("poison").toUpperCase(Locale.ROOT)),
                    text(headers, REASON).orElse(""),
                    text(headers, BEHIND).map(Long::valueOf),
                    text(headers, EFFECT).map(Long::valueOf),
                    text(headers, BY).orElse(""),
                    text(headers, AT).map(Instant::parse).orElse(Instant.ofEpochMilli(record.timestamp())),
                    text(headers, VERSION).orElse("")));
        } catch (IllegalArgumentException | DateTimeException e) { // whoever wrote it, it is no fact
            return Optional.empty();
        }
    }

    private static Optional<String> text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), UTF_8));
    }

    private static void put(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }
}
