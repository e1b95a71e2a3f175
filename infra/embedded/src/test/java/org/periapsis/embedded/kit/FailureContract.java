package org.periapsis.embedded.kit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.Test;
import org.periapsis.events.codec.EventCodec;
import org.periapsis.events.codec.EventHeaders;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.kafka.BatchHandler;
import org.periapsis.kit.kafka.BatchHandler.PoisonEvent;
import org.periapsis.kit.kafka.Consumed;
import org.periapsis.kit.kafka.EventConsumer;
import org.periapsis.kit.kafka.FailurePolicy;
import org.periapsis.kit.observe.Observer;

/** What a consumer does about an outage, and about what it can never handle. */
interface FailureContract {
    KitBench bench();

    @Test
    default void anOutagePausesAndKeepsTheOrder() throws Exception {
        bench().make(Topic.INTAKE);
        MemoryView view = new MemoryView();
        AtomicInteger failures = new AtomicInteger();
        AtomicInteger downs = new AtomicInteger();
        view.beforeCommit(batch -> {
            if (has(batch.events(), "c") && failures.get() < 3) {
                downs.addAndGet(bench().health().up() || failures.get() == 0 ? 0 : 1);
                failures.incrementAndGet();
                throw new IOException("the store is away");
            }
        });
        bench().reads(view, Topic.INTAKE);
        KitBench.await(bench().publisher().publish(Samples.intakes("a", "b", "c", "d", "e")));

        KitBench.await("five events", () -> view.rows().size() >= 5);
        assertThat(view.subjects()).containsExactly("a", "b", "c", "d", "e");
        assertThat(view.delivered()).filteredOn("c"::equals).hasSize(4);
        assertThat(downs).as("says that it waits, while it waits").hasValue(2);
        KitBench.await("health", () -> bench().health().up());
        assertThat(view.loads()).as("kept its place in the group").isEqualTo(1);
        assertThat(refused(FailurePolicy.DEAD_LETTER)).isZero();
    }

    @Test
    default void poisonGoesToTheDeadLettersAsItWasAndTheNextGoesOn() throws Exception {
        bench().make(Topic.INTAKE);
        MemoryView view = new MemoryView();
        view.beforeCommit(poison("b"));
        bench().reads(view, Topic.INTAKE);
        KitBench.await(bench().publisher().publish(Samples.intakes("a", "b", "c")));

        KitBench.await("the events beside it", () -> view.rows().size() >= 2);
        assertThat(view.subjects()).containsExactly("a", "c");
        assertThat(refused(FailurePolicy.DEAD_LETTER)).isOne();
        ConsumerRecord<String, byte[]> original =
                bench().raw().read(bench().name(Topic.INTAKE), 0, 3).get(1);
        assertLetter(
                bench().raw().read(bench().deadLetters(Topic.INTAKE), 0, 1).get(0), original, "can never be handled");
    }

    @Test
    default void bytesThatAreNoEventGoToTheDeadLetters() throws Exception {
        bench().make(Topic.INTAKE);
        RawLog raw = bench().raw();
        MemoryView view = new MemoryView();
        EventCodec codec = bench().codec();
        byte[] value = codec.value(Samples.intake("bad").data());
        raw.write(record("no-avro", "neither magic nor Avro".getBytes(UTF_8), Map.of()));
        raw.write(record(
                "no-schema", ByteBuffer.wrap(value.clone()).putInt(1, 4711).array(), Map.of(EventHeaders.SCHEMA, "")));
        raw.write(record("no-type", value, Map.of(EventHeaders.TYPE, "")));
        raw.write(record("cut-short", java.util.Arrays.copyOf(value, value.length - 1), Map.of()));
        raw.write(record("no-value", null, Map.of()));
        KitBench.await(bench().publisher().publish(Samples.intake("good")));

        bench().reads(view, Topic.INTAKE);

        KitBench.await("the good one", () -> !view.rows().isEmpty());
        assertThat(view.subjects()).containsExactly("good");
        assertThat(refused(FailurePolicy.DEAD_LETTER)).isEqualTo(5);
        List<ConsumerRecord<String, byte[]>> originals = raw.read(bench().name(Topic.INTAKE), 0, 6);
        List<ConsumerRecord<String, byte[]>> letters = raw.read(bench().deadLetters(Topic.INTAKE), 0, 5);
        List<String> reasons = List.of("wire format", "4711", "ce_type", "does not fit", "wire format");
        assertThat(letters).hasSize(5);
        for (int i = 0; i < 5; i++) {
            assertLetter(letters.get(i), originals.get(i), reasons.get(i));
        }
    }

    /** With the reason beside it, it is larger than any record: nobody is to wait for its letter. */
    @Test
    default void poisonAsLargeAsARecordCanBeLeavesItsBytesWhereTheyAre() throws Exception {
        bench().make(Topic.INTAKE);
        byte[] value = new byte[1_048_000];
        new Random(1).nextBytes(value);
        bench().raw().write(record("large", value, Map.of()));
        KitBench.await(bench().publisher().publish(Samples.intake("good")));
        MemoryView view = new MemoryView();

        bench().reads(view, Topic.INTAKE);

        KitBench.await("the good one", () -> !view.rows().isEmpty());
        assertThat(view.subjects()).containsExactly("good");
        ConsumerRecord<String, byte[]> letter =
                bench().raw().read(bench().deadLetters(Topic.INTAKE), 0, 1).get(0);
        assertThat(letter.key()).isEqualTo("large");
        assertThat(letter.value()).isNull();
        assertThat(RawLog.texts(letter.headers()))
                .containsEntry("periapsis-dlq-offset", "0")
                .hasEntrySatisfying("periapsis-dlq-reason", reason -> assertThat(reason)
                        .contains("wire format", "its bytes, too many for this topic"));
    }

    /** The letter is the record, byte by byte, and says from where and why. */
    private void assertLetter(
            ConsumerRecord<String, byte[]> letter, ConsumerRecord<String, byte[]> original, String reason) {
        assertThat(letter.key()).isEqualTo(original.key());
        assertThat(letter.value()).isEqualTo(original.value());
        Map<String, String> added = new HashMap<>(RawLog.texts(letter.headers()));
        assertThat(added).containsAllEntriesOf(RawLog.texts(original.headers()));
        added.keySet().removeAll(RawLog.texts(original.headers()).keySet());
        assertThat(added)
                .containsOnlyKeys(
                        "periapsis-dlq-kind",
                        "periapsis-dlq-class",
                        "periapsis-dlq-reason",
                        "periapsis-dlq-topic",
                        "periapsis-dlq-partition",
                        "periapsis-dlq-offset",
                        "periapsis-dlq-effect",
                        "periapsis-dlq-by",
                        "periapsis-dlq-time",
                        "periapsis-dlq-version")
                .containsEntry("periapsis-dlq-kind", "set-aside")
                .containsEntry("periapsis-dlq-class", "poison")
                .containsEntry("periapsis-dlq-effect", Long.toString(original.offset()))
                .containsEntry("periapsis-dlq-topic", original.topic())
                .containsEntry("periapsis-dlq-partition", "0")
                .containsEntry("periapsis-dlq-offset", Long.toString(original.offset()))
                .doesNotContainEntry("periapsis-dlq-version", "null");
        assertThat(added.get("periapsis-dlq-reason")).contains(reason);
    }

    @Test
    default void poisonWaitsForItsDeadLetterTopic() throws Exception {
        bench().make(bench().name(Topic.INTAKE), 1);
        MemoryView view = new MemoryView();
        view.beforeCommit(poison("a"));
        EventConsumer reader = bench().reads(view, Topic.INTAKE);
        KitBench.await(bench().publisher().publish(Samples.intakes("a", "b")));

        KitBench.await("waiting", () -> bench().health().detail().startsWith("waiting"));
        assertThat(view.rows()).isEmpty();
        bench().make(bench().deadLetters(Topic.INTAKE), 1);

        KitBench.await("the next event", () -> !view.rows().isEmpty());
        assertThat(view.subjects()).containsExactly("b");
        assertThat(reader.ended()).isNotDone();
        assertThat(bench().raw().read(bench().deadLetters(Topic.INTAKE), 0, 1))
                .extracting(ConsumerRecord::key)
                .containsExactly("a");
    }

    @Test
    default void poisonIsSkippedWhereThatIsDeclared() throws Exception {
        bench().make(Topic.INTAKE);
        MemoryView view = new MemoryView();
        view.beforeCommit(poison("b"));
        var spec = KitBench.spec(FailurePolicy.SKIP, FailurePolicy.SKIP, Topic.INTAKE);
        bench().reads(spec, view, Optional.of(view));
        KitBench.await(bench().publisher().publish(Samples.intakes("a", "b", "c")));

        KitBench.await("the events beside it", () -> view.rows().size() >= 2);
        assertThat(view.subjects()).containsExactly("a", "c");
        assertThat(refused(FailurePolicy.SKIP)).isOne();
        assertThat(view.offset(bench().name(Topic.INTAKE), 0)).isEqualTo(3);
    }

    @Test
    default void aTypeFromTheFutureIsSkippedWhereThatIsDeclared() throws Exception {
        bench().make(Topic.INTAKE);
        bench().raw()
                .write(record("new", bench().codec().value(Samples.intake("new").data()), fromTheFuture()));
        KitBench.await(bench().publisher().publish(Samples.intake("a")));
        MemoryView view = new MemoryView();

        bench().reads(view, Topic.INTAKE);

        KitBench.await("the known one", () -> !view.rows().isEmpty());
        assertThat(view.subjects()).containsExactly("a");
        assertThat(refused(FailurePolicy.SKIP)).isOne();
        assertThat(refused(FailurePolicy.DEAD_LETTER)).isZero();
    }

    @Test
    default void poisonStopsWhereThatIsDeclared() throws Exception {
        bench().make(Topic.INTAKE);
        MemoryView view = new MemoryView();
        view.beforeCommit(poison("b"));
        KitBench.await(bench().publisher().publish(Samples.intakes("a", "b", "c")));
        assertStops(view, FailurePolicy.STOP, FailurePolicy.SKIP, "can never be handled");
    }

    @Test
    default void badBytesStopWhereThatIsDeclared() throws Exception {
        bench().make(Topic.INTAKE);
        MemoryView view = new MemoryView();
        bench().raw().write(record("bad", new byte[] {1, 2, 3}, Map.of()));
        assertStops(view, FailurePolicy.STOP, FailurePolicy.SKIP, "wire format");
    }

    @Test
    default void aTypeFromTheFutureStopsWhereThatIsDeclared() throws Exception {
        bench().make(Topic.INTAKE);
        MemoryView view = new MemoryView();
        bench().raw()
                .write(record("new", bench().codec().value(Samples.intake("new").data()), fromTheFuture()));
        assertStops(view, FailurePolicy.DEAD_LETTER, FailurePolicy.STOP, "does not know the type");
    }

    private void assertStops(MemoryView view, FailurePolicy policy, FailurePolicy unknown, String reason) {
        EventConsumer reader = bench().reads(KitBench.spec(policy, unknown, Topic.INTAKE), view, Optional.of(view));

        assertThatThrownBy(() -> reader.ended().get(30, SECONDS))
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining(reason);
        assertThat(bench().health().up()).isFalse();
        assertThat(bench().health().detail()).startsWith("stopped").contains(reason);
        assertThat(view.subjects()).doesNotContain("b", "c");
        assertThat(view.offset(bench().name(Topic.INTAKE), 0))
                .as("nothing is behind it")
                .isLessThan(2);
        assertThat(bench().observer().live())
                .as("another start would stop there again")
                .isTrue();
    }

    @Test
    default void aRecordWhoseSchemaCannotBeAskedForWaitsForTheRegistry() throws Exception {
        bench().make(Topic.INTAKE);
        MemoryView view = new MemoryView();
        byte[] value = bench().codec().value(Samples.intake("a").data());
        bench().raw().write(record("a", value, Map.of(EventHeaders.SCHEMA, "")));

        bench().registry().awayDuring(() -> {
            bench().reads(view, Topic.INTAKE);
            KitBench.await("waiting", () -> bench().health().detail().startsWith("waiting: registry"));
            assertThat(view.rows()).isEmpty();
        });

        KitBench.await("the event", () -> !view.rows().isEmpty());
        assertThat(view.subjects()).containsExactly("a");
        assertThat(refused(FailurePolicy.DEAD_LETTER)).isZero();
    }

    private static BatchHandler poison(String subject) {
        return batch -> {
            for (Consumed consumed : batch.events()) {
                if (consumed.event().subject().equals(subject)) {
                    throw new PoisonEvent(consumed, "can never be handled", null);
                }
            }
        };
    }

    private static boolean has(List<Consumed> events, String subject) {
        return events.stream().anyMatch(c -> c.event().subject().equals(subject));
    }

    private static Map<String, String> fromTheFuture() {
        return Map.of(EventHeaders.TYPE, "org.periapsis.ObjectFound", EventHeaders.SCHEMA, "");
    }

    private double refused(FailurePolicy policy) {
        return bench()
                .observer()
                .metrics()
                .find(Observer.RECORDS_REFUSED)
                .tag("policy", policy.name())
                .counters()
                .stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    /** A record with an event's headers, of which some are others, or missing where their new text is empty. */
    private ProducerRecord<String, byte[]> record(String subject, byte[] value, Map<String, String> others) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(bench().name(Topic.INTAKE), 0, subject, value);
        Headers headers = record.headers();
        bench().codec().headers(Samples.intake(subject), headers);
        others.forEach((name, text) -> {
            headers.remove(name);
            if (!text.isEmpty()) {
                headers.add(name, text.getBytes(UTF_8));
            }
        });
        return record;
    }
}
