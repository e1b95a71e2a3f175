package org.periapsis.embedded.kit;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.kafka.BatchHandler;
import org.periapsis.kit.kafka.BatchHandler.PoisonEvent;
import org.periapsis.kit.kafka.EventConsumer;
import org.periapsis.kit.kafka.FailurePolicy;
import org.periapsis.kit.kafka.KafkaEventPublisher;
import org.periapsis.kit.kafka.KafkaEventPublisher.PublishFailed;
import org.periapsis.kit.service.OrderedShutdown;

/** What a stop waits for, and what it leaves. */
interface ShutdownContract {
    KitBench bench();

    @Test
    default void aStopFinishesTheBatchInHandAndCommitsIt() throws Exception {
        bench().make(Topic.INTAKE);
        KitBench.await(bench().publisher().publish(Samples.intakes("a", "b", "c", "d")));
        CountDownLatch inHand = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        List<String> handled = new CopyOnWriteArrayList<>();
        BatchHandler slow = batch -> {
            inHand.countDown();
            goOn.await();
            batch.events().forEach(c -> handled.add(c.event().subject()));
        };
        var spec = KitBench.spec(FailurePolicy.DEAD_LETTER, FailurePolicy.SKIP, Topic.INTAKE);
        EventConsumer reader = bench().reads(spec, slow, Optional.empty());
        inHand.await();

        CompletableFuture<Void> stopped = reader.stop(Duration.ofSeconds(30));
        assertThat(stopped).isNotDone();
        goOn.countDown();
        stopped.get(30, SECONDS);

        assertThat(threads())
                .filteredOn(name -> name.startsWith("kafka-coordinator"))
                .isEmpty();
        assertThat(bench().members()).isZero();
        assertThat(handled).containsExactly("a", "b");
        assertThat(bench().committed(Topic.INTAKE, 0)).contains(2L);
    }

    @Test
    default void aStopDuringAnOutageDoesNotWaitForItsEnd() throws Exception {
        bench().make(Topic.INTAKE);
        KitBench.await(bench().publisher().publish(Samples.intakes("a")));
        MemoryView view = new MemoryView();
        view.beforeCommit(batch -> {
            throw new java.io.IOException("the store is away");
        });
        EventConsumer reader = bench().reads(view, Topic.INTAKE);
        KitBench.await("waiting", () -> bench().health().detail().startsWith("waiting"));

        reader.stop(Duration.ofSeconds(30)).get(30, SECONDS);

        assertThat(reader.ended()).isCompleted();
        assertThat(view.offset(bench().name(Topic.INTAKE), 0)).isZero();
    }

    @Test
    default void anOrderedShutdownLeavesNoThreadAndNoMember() throws Exception {
        bench().make(Topic.INTAKE);
        OrderedShutdown shutdown = new OrderedShutdown("kit");
        KafkaEventPublisher publisher = bench().publisher();
        shutdown.add("publisher", publisher::close);
        MemoryView view = new MemoryView();
        // A dead letter, so that its producer is among what must go.
        view.beforeCommit(batch -> {
            if (batch.events().get(0).event().subject().equals("a")) {
                throw new PoisonEvent(batch.events().get(0), "can never be handled", null);
            }
        });
        shutdown.addStage("consumer", bench().reads(view, Topic.INTAKE).stopper());
        KitBench.await(publisher.publish(Samples.intakes("a", "b")));
        KitBench.await("the event", () -> !view.rows().isEmpty());
        assertThat(threads()).hasSizeGreaterThanOrEqualTo(5);

        KitBench.await(shutdown.close());

        assertThat(threads()).filteredOn(name -> name.startsWith("kafka-")).isEmpty();
        assertThat(bench().members()).isZero();
        KitBench.await("no thread of the kit", () -> threads().isEmpty());
    }

    @Test
    default void aClosedPublisherSaysSo() throws Exception {
        bench().make(Topic.INTAKE);
        KafkaEventPublisher publisher = bench().publisher();
        var before = publisher.publish(Samples.intake("a"));
        KitBench.await(publisher.close());

        assertThat(before.succeeded()).as("what waited was sent").isTrue();
        assertThatThrownBy(() -> KitBench.await(publisher.publish(Samples.intake("b"))))
                .hasCauseInstanceOf(PublishFailed.class)
                .hasMessageContaining("closed");
    }

    /** This test's threads; the admin client, which is the test's own, has another name. */
    private List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains(bench().access().clientId()) || name.contains(bench().group()))
                .toList();
    }
}
