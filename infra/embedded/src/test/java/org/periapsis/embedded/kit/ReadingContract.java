package org.periapsis.embedded.kit;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.junit.jupiter.api.Test;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.kafka.Batch;
import org.periapsis.kit.kafka.BatchHandler;
import org.periapsis.kit.kafka.Consumed;
import org.periapsis.kit.kafka.ConsumerSpec;
import org.periapsis.kit.kafka.EventConsumer;
import org.periapsis.kit.kafka.FailurePolicy;
import org.periapsis.kit.kafka.KafkaEventPublisher;

/** Where a consumer begins, resumes and hands over. */
interface ReadingContract {
    KitBench bench();

    @Test
    default void aReaderResumesFromItsStore() throws Exception {
        bench().make(Topic.INTAKE);
        KafkaEventPublisher publisher = bench().publisher();
        MemoryView view = new MemoryView();
        KitBench.await(publisher.publish(Samples.intakes("a", "b", "c")));
        EventConsumer first = bench().reads(view, Topic.INTAKE);
        KitBench.await("three events", () -> view.rows().size() == 3);
        first.stop(Duration.ofSeconds(30)).get(30, SECONDS);

        KitBench.await(publisher.publish(Samples.intakes("d", "e")));
        bench().reads(view, Topic.INTAKE);

        KitBench.await("five events", () -> view.rows().size() >= 5);
        assertThat(view.delivered()).containsExactly("a", "b", "c", "d", "e");
        assertThat(bench().committed(Topic.INTAKE, 0))
                .as("the store alone knows")
                .isEmpty();
    }

    @Test
    default void aReaderKilledBeforeItsCommitReadsAgainAndCountsOnce() throws Exception {
        MemoryView view = new MemoryView();
        view.beforeCommit(killsAt("c", view));
        killAndStartAgain(view);

        assertThat(view.subjects()).containsExactly("a", "b", "c", "d", "e");
        assertThat(view.delivered()).filteredOn("c"::equals).hasSize(2);
    }

    @Test
    default void aReaderKilledAfterItsCommitDoesNotReadAgain() throws Exception {
        MemoryView view = new MemoryView();
        view.afterCommit(killsAt("c", view));
        killAndStartAgain(view);

        assertThat(view.delivered()).containsExactly("a", "b", "c", "d", "e");
    }

    private void killAndStartAgain(MemoryView view) throws Exception {
        bench().make(Topic.INTAKE);
        KitBench.await(bench().publisher().publish(Samples.intakes("a", "b", "c", "d", "e")));
        Killed.awaitDeathOf(bench().reads(view, Topic.INTAKE));
        assertThat(bench().health().up()).isFalse();
        bench().reads(view, Topic.INTAKE);
        KitBench.await("five events", () -> view.rows().size() >= 5);
    }

    private static BatchHandler killsAt(String subject, MemoryView view) {
        return batch -> {
            boolean first = view.delivered().stream().filter(subject::equals).count() == 1;
            if (first
                    && batch.events().stream().anyMatch(c -> c.event().subject().equals(subject))) {
                throw new Killed();
            }
        };
    }

    @Test
    default void aReaderThatWasOvertakenAppliesNothingTwice() throws Exception {
        bench().make(Topic.INTAKE);
        MemoryView view = new MemoryView();
        AtomicBoolean overtaken = new AtomicBoolean();
        // Somebody else applies the very batch that this reader has in hand.
        view.beforeCommit(batch -> {
            if (!overtaken.getAndSet(true)) {
                view.apply(batch);
            }
        });
        KitBench.await(bench().publisher().publish(Samples.intakes("a", "b", "c")));

        bench().reads(view, Topic.INTAKE);

        KitBench.await("three events", () -> view.rows().size() >= 3);
        assertThat(view.delivered()).containsExactly("a", "b", "c");
        assertThat(view.subjects()).containsExactly("a", "b", "c");
    }

    @Test
    default void aReaderWithoutAStoreResumesFromItsGroup() throws Exception {
        bench().make(Topic.INTAKE);
        KitBench.await(bench().publisher().publish(Samples.intakes("a", "b", "c", "d")));
        var spec = KitBench.spec(FailurePolicy.DEAD_LETTER, FailurePolicy.SKIP, Topic.INTAKE);
        List<String> handled = new CopyOnWriteArrayList<>();
        BatchHandler killedInTheSecondBatch = batch -> {
            take(batch, handled);
            if (handled.contains("c")) {
                throw new Killed();
            }
        };

        Killed.awaitDeathOf(bench().reads(spec, killedInTheSecondBatch, Optional.empty()));
        assertThat(bench().committed(Topic.INTAKE, 0)).contains(2L);
        bench().reads(spec, batch -> take(batch, handled), Optional.empty());

        KitBench.await("six deliveries", () -> handled.size() >= 6);
        assertThat(handled).containsExactly("a", "b", "c", "d", "c", "d");
    }

    private static void take(Batch batch, List<String> handled) {
        batch.events().forEach(c -> handled.add(c.event().subject()));
    }

    /** What one fetch brings packed would be more than a small heap holds. */
    @Test
    default void ofLongRecordsAReaderHasFewInHand() throws Exception {
        bench().make(Topic.INTAKE);
        int count = 60;
        List<String> subjects = IntStream.range(0, count).mapToObj(i -> "m" + i).toList();
        KafkaEventPublisher publisher = bench().publisher();
        for (String subject : subjects) {
            KitBench.await(publisher.publish(Samples.intake(subject, 900_000)));
        }
        MemoryView view = new MemoryView();
        List<Long> batches = new CopyOnWriteArrayList<>();
        view.beforeCommit(batch ->
                batches.add(batch.events().stream().mapToLong(Consumed::bytes).sum()));
        ConsumerSpec spec = new ConsumerSpec(
                KitBench.GROUP,
                KitBench.GROUP,
                List.of(Topic.INTAKE),
                Optional.empty(),
                FailurePolicy.DEAD_LETTER,
                FailurePolicy.SKIP,
                500);

        bench().reads(spec, view, Optional.of(view));

        KitBench.await("all of them", () -> view.rows().size() >= count);
        assertThat(view.subjects()).isEqualTo(subjects);
        assertThat(batches).allMatch(bytes -> bytes <= 20 << 20);
    }

    @Test
    default void aReaderWaitsForATopicThatDoesNotExistYet() throws Exception {
        MemoryView view = new MemoryView();
        EventConsumer reader = bench().reads(view, Topic.INTAKE);
        KitBench.await("a member of the group", () -> bench().members() == 1);

        bench().make(Topic.INTAKE);
        KitBench.await(bench().publisher().publish(Samples.intake("a")));

        KitBench.await("the event", () -> !view.rows().isEmpty());
        assertThat(reader.ended()).isNotDone();
    }

    @Test
    default void readersShareThePartitionsAndTakeOverFromEachOther() throws Exception {
        bench().make(Topic.REPLICAS);
        KafkaEventPublisher publisher = bench().publisher();
        MemoryView view = new MemoryView();
        EventConsumer first = bench().reads(view, Topic.REPLICAS);
        KitBench.await("the first reader", () -> view.loads() >= 1);
        bench().reads(view, Topic.REPLICAS);
        KitBench.await("a share for the second", () -> view.loads() >= 2);

        KitBench.await(publisher.publish(Samples.replicas(20)));
        first.stop(Duration.ofSeconds(30)).get(30, SECONDS);
        KitBench.await(publisher.publish(Samples.replicas(20)));

        KitBench.await("forty events", () -> view.rows().size() >= 40);
        for (int i = 0; i < 20; i++) {
            assertThat(view.subjects()).filteredOn(("m" + i)::equals).hasSize(2);
        }
    }

    @Test
    default void aReaderThrownOutDuringAnOutageLosesNothing() throws Exception {
        bench().make(Topic.INTAKE);
        MemoryView view = new MemoryView();
        AtomicBoolean outage = new AtomicBoolean(true);
        view.beforeCommit(batch -> {
            if (outage.get()) {
                throw new java.io.IOException("the store is away");
            }
        });
        String[] subjects = IntStream.range(0, 12).mapToObj(i -> "m" + i).toArray(String[]::new);
        KitBench.await(bench().publisher().publish(Samples.intakes(subjects)));
        bench().reads(view, Topic.INTAKE);
        KitBench.await("the first batch", () -> !view.delivered().isEmpty());

        bench().admin()
                .removeMembersFromConsumerGroup(bench().group(), new RemoveMembersFromConsumerGroupOptions())
                .all()
                .get(30, SECONDS);
        KitBench.await("the reader's return", () -> view.loads() >= 2);
        outage.set(false);

        KitBench.await("the last event", () -> view.subjects().contains("m11"));
        assertThat(view.subjects()).containsExactly(subjects);
        assertThat(view.offset(bench().name(Topic.INTAKE), 0)).isEqualTo(12);
    }
}
