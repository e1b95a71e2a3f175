package org.periapsis.scheduler.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.periapsis.events.codec.EventCodec;
import org.periapsis.events.codec.SchemaIds;
import org.periapsis.kit.config.KafkaConfig;
import org.periapsis.kit.kafka.KafkaAccess;
import org.periapsis.kit.observe.Observer;
import org.periapsis.scheduler.adapter.jgrapht.JGraphTFlowSolver;
import org.periapsis.scheduler.domain.Limits;
import org.periapsis.scheduler.domain.Memory;
import org.periapsis.scheduler.domain.Planner;

/** What becomes of the thread that decides. */
class SchedulerLoopTest {
    private final Observer observer = new Observer("scheduler", "hub");
    private final Planner planner = new Planner(Limits.of("hub"), new JGraphTFlowSolver());
    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void nothingKeepsAnsweringWhenTheThreadThatDecidesHasDied() {
        SchedulerLoop loop = loop();
        assertThat(observer.live()).isTrue();

        loop.start();

        assertThatThrownBy(() -> loop.ended().get(30, TimeUnit.SECONDS)).hasMessageContaining("not foreseen");
        assertThat(observer.live()).isFalse();
        assertThat(observer.deaths()).containsValue("java.lang.IllegalStateException: not foreseen");
        assertThat(observer.ready()).isFalse();
        assertThat(observer.death().toCompletableFuture()).isCompleted();
    }

    private SchedulerLoop loop() {
        KafkaConfig nowhere =
                new KafkaConfig("127.0.0.1:1", Optional.empty(), false, "", "http://127.0.0.1:1", Optional.empty());
        SchemaIds none = new SchemaIds() {
            @Override
            public int idOf(String subject, Schema schema) {
                return 1;
            }

            @Override
            public Optional<Schema> schemaOf(int id) {
                return Optional.empty();
            }
        };
        return new SchedulerLoop(
                new KafkaAccess(nowhere, "scheduler"), new EventCodec(none), this::memory, Clock.systemUTC(), observer);
    }

    private Memory memory() {
        if (asked.incrementAndGet() > 1) {
            throw new IllegalStateException("not foreseen");
        }
        return new Memory(planner);
    }
}
