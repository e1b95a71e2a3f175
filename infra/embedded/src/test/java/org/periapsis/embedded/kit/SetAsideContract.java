package org.periapsis.embedded.kit;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.failure.DeadLetter;
import org.periapsis.kit.failure.FailureClass;
import org.periapsis.kit.failure.Place;
import org.periapsis.kit.kafka.BatchHandler;
import org.periapsis.kit.kafka.EventConsumer;
import org.periapsis.kit.kafka.KafkaEventPublisher;

/** What a reader puts aside, keeps aside, and takes up again: the same whoever reads, and however often. */
interface SetAsideContract {
    KitBench bench();

    @Test
    default void aRowThatTheDatabaseRefusesDoesNotStopTheReader() throws Exception {
        bench().make(Topic.INTAKE);
        MemoryView view = new MemoryView();
        view.beforeCommit(
                failing("b", () -> new SQLException("invalid byte sequence for encoding UTF8: 0x00", "22021")));
        bench().reads(view, Topic.INTAKE);
        KitBench.await(bench().publisher().publish(Samples.intakes("a", "b", "c", "d")));

        KitBench.await("the events beside it", () -> view.rows().size() >= 3);
        assertThat(view.subjects()).containsExactly("a", "c", "d");
        DeadLetter letter = facts(1).get(0);
        assertThat(letter.failure()).isEqualTo(FailureClass.POISON);
        assertThat(letter.reason()).contains("0x00");
        assertThat(bench().health().up()).isTrue();
        assertThat(bench().health().detail()).contains("set aside: 1");
    }

    @Test
    default void aFaultSetsItsEntityAsideAndNobodyElse() throws Exception {
        bench().make(Topic.INTAKE);
        MemoryView view = new MemoryView();
        AtomicBoolean broken = new AtomicBoolean(true);
        view.beforeCommit(failing("b", () -> broken.get() ? new IllegalStateException("no such phase") : null));
        KitBench.await(bench().publisher().publish(Samples.intakes("a", "b", "c", "b", "d")));
        EventConsumer reader = bench().reads(view, Topic.INTAKE);
        KitBench.await("the events beside it", () -> view.rows().size() >= 3);
        assertThat(view.subjects()).containsExactly("a", "c", "d");
        List<DeadLetter> letters = facts(2);
        assertThat(letters).extracting(DeadLetter::failure).containsOnly(FailureClass.FAULT);
        assertThat(letters).extracting(DeadLetter::behind).containsExactly(Optional.empty(), Optional.of(1L));
        assertThat(letters.get(0).reason()).contains("IllegalStateException", "no such phase", "SetAsideContract");
        assertThat(reader.ended()).isNotDone();
        reader.stop(Duration.ofSeconds(30)).get(30, SECONDS);

        // The code is mended, and a start alone takes up nothing: what comes later must not come before what waits.
        broken.set(false);
        bench().reads(view, Topic.INTAKE);
        KitBench.await(bench().publisher().publish(Samples.intakes("b", "e")));

        KitBench.await("the next of another", () -> view.subjects().contains("e"));
        assertThat(view.subjects()).containsExactly("a", "c", "d", "e");
        assertThat(facts(3).get(2).behind()).contains(1L);
    }

    @Test
    default void whatWasSetAsideIsReleasedInOrderAndAReplayDoesItAtTheSamePlace() throws Exception {
        bench().make(Topic.INTAKE);
        MemoryView view = new MemoryView();
        AtomicBoolean broken = new AtomicBoolean(true);
        BatchHandler step = failing("b", () -> broken.get() ? new IllegalStateException("no such phase") : null);
        view.beforeCommit(step);
        KafkaEventPublisher publisher = bench().publisher();
        KitBench.await(publisher.publish(Samples.intakes("a", "b", "c", "b", "d")));
        bench().reads(view, Topic.INTAKE);
        KitBench.await("the events beside it", () -> view.rows().size() >= 3);

        ask(DeadLetter.Kind.RETRY, 1);
        KitBench.await("put aside again", () -> facts(2 + 1 + 2 + 2).size() >= 7);
        assertThat(view.subjects()).as("still broken").containsExactly("a", "c", "d");

        broken.set(false);
        ask(DeadLetter.Kind.RETRY, 1);
        KitBench.await("both of b", () -> view.rows().size() >= 5);
        KitBench.await(publisher.publish(Samples.intakes("b", "e")));
        KitBench.await("what comes after", () -> view.rows().size() >= 7);

        assertThat(view.subjects()).containsExactly("a", "c", "d", "b", "b", "b", "e");
        assertThat(view.rows()).extracting(row -> row.offset()).containsExactly(0L, 2L, 4L, 1L, 3L, 5L, 6L);
        KitBench.await("nothing waits", () -> bench().health().detail().equals("reading"));

        MemoryView anew = new MemoryView();
        bench().stopReaders();
        bench().reads(anew, Topic.INTAKE);
        KitBench.await("the replay", () -> anew.rows().size() >= 7);
        assertThat(anew.rows()).extracting(row -> row.offset()).isEqualTo(offsets(view));
    }

    private static List<Long> offsets(MemoryView view) {
        return view.rows().stream().map(row -> row.offset()).toList();
    }

    @Test
    default void aReleaseThatACrashCutsShortIsAppliedOnce() throws Exception {
        bench().make(Topic.INTAKE);
        MemoryView view = new MemoryView();
        AtomicBoolean broken = new AtomicBoolean(true);
        view.beforeCommit(failing("b", () -> broken.get() ? new IllegalStateException("no such phase") : null));
        KitBench.await(bench().publisher().publish(Samples.intakes("a", "b", "c")));
        EventConsumer reader = bench().reads(view, Topic.INTAKE);
        KitBench.await("the events beside it", () -> view.rows().size() >= 2);
        broken.set(false);
        view.afterCommit(batch -> {
            if (batch.release().isPresent()) {
                throw new Killed();
            }
        });
        ask(DeadLetter.Kind.RETRY, 1);
        Killed.awaitDeathOf(reader);
        view.afterCommit(batch -> {});

        bench().reads(view, Topic.INTAKE);
        KitBench.await(bench().publisher().publish(Samples.intakes("d")));
        KitBench.await("the last", () -> view.subjects().contains("d"));
        assertThat(view.subjects()).containsExactly("a", "c", "b", "d");
    }

    @Test
    default void aReplayTakesUpAtTheEndOfTheLogWhatWasReleasedThere() throws Exception {
        bench().make(Topic.INTAKE);
        MemoryView view = new MemoryView();
        AtomicBoolean broken = new AtomicBoolean(true);
        view.beforeCommit(failing("b", () -> broken.get() ? new IllegalStateException("no such phase") : null));
        KitBench.await(bench().publisher().publish(Samples.intakes("a", "b")));
        EventConsumer reader = bench().reads(view, Topic.INTAKE);
        facts(1);
        broken.set(false);
        ask(DeadLetter.Kind.RETRY, 1);
        KitBench.await("the release", () -> view.subjects().contains("b"));
        reader.stop(Duration.ofSeconds(30)).get(30, SECONDS);

        MemoryView anew = new MemoryView();
        bench().reads(anew, Topic.INTAKE);
        KitBench.await("the release again", () -> anew.subjects().contains("b"));
        assertThat(anew.subjects()).containsExactly("a", "b");
    }

    @Test
    default void whatIsDroppedLetsGoWhatWaitsBehindIt() throws Exception {
        bench().make(Topic.INTAKE);
        MemoryView view = new MemoryView();
        AtomicBoolean first = new AtomicBoolean(true);
        view.beforeCommit(failing("b", () -> first.get() ? new IllegalStateException("no such phase") : null));
        KitBench.await(bench().publisher().publish(Samples.intakes("a", "b", "c", "b")));
        bench().reads(view, Topic.INTAKE);
        facts(2);
        first.set(false);

        ask(DeadLetter.Kind.DROPPED, 1);

        KitBench.await("what waited", () -> view.subjects().contains("b"));
        assertThat(view.rows()).extracting(row -> row.offset()).containsExactly(0L, 2L, 3L);
        KitBench.await("nothing waits", () -> bench().health().detail().equals("reading"));
    }

    @Test
    default void aFaultOfTheCodeStopsTheReaderInsteadOfEmptyingTheTopic() throws Exception {
        bench().make(Topic.INTAKE);
        MemoryView view = new MemoryView();
        view.beforeCommit(batch -> {
            if (!batch.events().isEmpty()) {
                throw new ClassCastException("the code is wrong");
            }
        });
        String[] subjects = IntStream.range(0, 60).mapToObj(i -> "m" + i).toArray(String[]::new);
        KitBench.await(bench().publisher().publish(Samples.intakes(subjects)));

        EventConsumer reader = bench().reads(view, Topic.INTAKE);

        assertThatThrownBy(() -> reader.ended().get(60, SECONDS)).hasMessageContaining("the code is wrong");
        assertThat(bench().health().up()).isFalse();
        assertThat(bench().health().detail()).startsWith("stopped: our code fails on most records");
        assertThat(bench().observer().live()).as("another start would not help").isTrue();
        assertThat(facts(19)).hasSize(19);
        assertThat(view.offset(bench().name(Topic.INTAKE), 0)).isEqualTo(19);

        // Started again as it was, it finds out at once.
        EventConsumer again = bench().reads(view, Topic.INTAKE);
        assertThatThrownBy(() -> again.ended().get(60, SECONDS)).hasMessageContaining("the code is wrong");
        assertThat(view.offset(bench().name(Topic.INTAKE), 0)).isEqualTo(19);
    }

    @Test
    default void faultsOfAFewEntitiesAmongManyStopNobody() throws Exception {
        bench().make(Topic.INTAKE);
        MemoryView view = new MemoryView();
        view.beforeCommit(failing("b", () -> new IllegalStateException("no such phase")));
        String[] subjects = Stream.concat(
                        IntStream.range(0, 40).mapToObj(i -> "b"),
                        IntStream.range(0, 10).mapToObj(i -> "m" + i))
                .toArray(String[]::new);
        KitBench.await(bench().publisher().publish(Samples.intakes(subjects)));

        bench().reads(view, Topic.INTAKE);

        KitBench.await("all others", () -> view.rows().size() >= 10);
        assertThat(view.subjects()).doesNotContain("b");
        assertThat(facts(40)).hasSize(40);
    }

    /** A handler's step that fails on one entity's events, as long as there is something to throw. */
    private static BatchHandler failing(String subject, java.util.function.Supplier<? extends Exception> failure) {
        return batch -> {
            Exception thrown = failure.get();
            if (thrown != null
                    && batch.events().stream().anyMatch(c -> c.event().subject().equals(subject))) {
                throw thrown;
            }
        };
    }

    private List<DeadLetter> facts(int count) {
        return bench().raw().read(bench().deadLetters(Topic.INTAKE), 0, count).stream()
                .map(DeadLetter::of)
                .flatMap(Optional::stream)
                .toList();
    }

    /** As an operator does. */
    private void ask(DeadLetter.Kind kind, long offset) throws Exception {
        Place place = new Place(bench().name(Topic.INTAKE), 0, offset);
        ConsumerRecord<String, byte[]> letter =
                bench().raw().read(bench().deadLetters(Topic.INTAKE), 0, 1).get(0);
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(bench().deadLetters(Topic.INTAKE), 0, letter.key(), null);
        new DeadLetter(
                        kind,
                        place,
                        FailureClass.FAULT,
                        "asked",
                        Optional.empty(),
                        Optional.empty(),
                        "operator",
                        Instant.now(),
                        "test")
                .write(record.headers());
        bench().raw().write(record);
    }
}
