package org.periapsis.embedded.kit;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.junit.jupiter.api.Test;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.kafka.ConsumerSpec;
import org.periapsis.kit.kafka.EventConsumer;
import org.periapsis.kit.kafka.FailurePolicy;
import org.periapsis.kit.kafka.KafkaAccess;

/** Who takes over from whom in a group. */
interface MembershipContract {
    KitBench bench();

    @Test
    default void aReaderThatComesBackDoesNotWaitForItsOwnDeath() throws Exception {
        bench().make(Topic.INTAKE);
        KafkaAccess access = bench().named("here");
        KafkaConsumer<String, byte[]> former = killed(access);
        MemoryView view = new MemoryView();
        EventConsumer reader = bench().reads(access, spec(), view, Optional.of(view));
        KitBench.await(bench().publisher().publish(Samples.intake("a")));

        KitBench.await("the event", () -> !view.rows().isEmpty());
        reader.stop(Duration.ofSeconds(30)).get(30, SECONDS);
        assertThat(bench().members()).as("it left").isZero();
        former.close(CloseOptions.timeout(Duration.ZERO));
    }

    /** A member that says no more than that it lives: whoever joins beside it waits for it for minutes. */
    private KafkaConsumer<String, byte[]> killed(KafkaAccess access) {
        Map<String, Object> properties = access.member(KitBench.GROUP, KitBench.GROUP);
        properties.put("session.timeout.ms", 60_000);
        KafkaConsumer<String, byte[]> member = new KafkaConsumer<>(properties);
        member.subscribe(List.of(bench().name(Topic.INTAKE)));
        KitBench.await("its partition", () -> {
            member.poll(Duration.ofMillis(100));
            return !member.assignment().isEmpty();
        });
        return member;
    }

    @Test
    default void twoOfOneNameStopAndSaySo() throws Exception {
        bench().make(Topic.INTAKE);
        MemoryView view = new MemoryView();
        EventConsumer first = bench().reads(bench().named("same"), spec(), view, Optional.of(view));
        KitBench.await("the first", () -> bench().health().up());

        bench().reads(bench().named("same"), spec(), view, Optional.of(view));

        assertThatThrownBy(() -> first.ended().get(30, SECONDS)).hasMessageContaining("group.instance.id");
        assertThat(bench().observer().live())
                .as("a start would throw out the other")
                .isTrue();
    }

    private static ConsumerSpec spec() {
        return KitBench.spec(FailurePolicy.DEAD_LETTER, FailurePolicy.SKIP, Topic.INTAKE);
    }
}
