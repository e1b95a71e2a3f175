package org.periapsis.embedded.kit;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.kafka.EventConsumer;
import org.periapsis.kit.observe.Observer;

/** What a reader says of itself: whether it lives, and how far behind it is. */
interface HealthContract {
    KitBench bench();

    @Test
    default void aDeadReaderMakesTheServiceNotLive() throws Exception {
        bench().make(Topic.INTAKE);
        MemoryView view = new MemoryView();
        view.beforeCommit(batch -> {
            throw new OutOfMemoryError("a test's");
        });
        KitBench.await(bench().publisher().publish(Samples.intake("a")));
        EventConsumer reader = bench().reads(view, Topic.INTAKE);

        KitBench.await("its end", () -> reader.ended().isCompletedExceptionally());
        assertThat(bench().observer().live()).isFalse();
        assertThat(bench().observer().deaths().values())
                .singleElement()
                .asString()
                .contains("a test's");
        assertThat(bench().observer().death().toCompletableFuture().get(30, SECONDS))
                .contains("a test's");
        assertThat(bench().observer().ready()).isFalse();
    }

    @Test
    default void aReaderThatHangsIsSeenToFallBehind() throws Exception {
        bench().make(Topic.INTAKE);
        CountDownLatch goOn = new CountDownLatch(1);
        MemoryView view = new MemoryView();
        view.beforeCommit(batch -> goOn.await());
        bench().reads(view, Topic.INTAKE);
        KitBench.await("reading", () -> bench().health().up());

        String[] subjects = IntStream.range(0, 7).mapToObj(i -> "m" + i).toArray(String[]::new);
        KitBench.await(bench().publisher().publish(Samples.intakes(subjects)));

        KitBench.await(
                "catching up", () -> bench().health().detail().matches("catching up: [1-7] records, [0-9]+ s behind"));
        assertThat(bench().health().up()).isFalse();
        assertThat(gauge(Observer.LAG_RECORDS)).isPositive();
        assertThat(gauge(Observer.LAG_SECONDS)).isGreaterThanOrEqualTo(5);
        goOn.countDown();
        KitBench.await("reading again", () -> bench().health().detail().equals("reading"));
        assertThat(gauge(Observer.LAG_RECORDS)).isZero();
    }

    @Test
    default void whatAnOpenTransactionHoldsBackIsBehind() throws Exception {
        bench().make(Topic.INTAKE);
        MemoryView view = new MemoryView();
        bench().reads(view, Topic.INTAKE);
        KitBench.await("reading", () -> bench().health().up());
        AutoCloseable transaction = bench().openTransaction(Samples.intake("in doubt"));
        KitBench.await(bench().publisher().publish(Samples.intake("a")));
        KitBench.await("catching up", () -> bench().health().detail().startsWith("catching up: "));
        assertThat(view.rows()).isEmpty();
        transaction.close();
        KitBench.await("reading again", () -> bench().health().detail().equals("reading"));
        assertThat(view.subjects()).containsExactly("a");
    }

    private double gauge(String name) {
        return bench().observer().metrics().get(name).gauge().value();
    }
}
