package org.periapsis.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.periapsis.kit.observe.Observer;
import org.periapsis.kit.observe.ReaderHealth;

class LagTest {
    private static final TopicPartition PLACE = new TopicPartition("products", 0);

    private final ReaderHealth health = new Observer("test", "").reader("view");
    private final Lag lag = new Lag();

    @Test
    void aReaderThatIsSentBackToTheStartIsBehindHoweverLatelyItWasAtTheEnd() {
        lag.ends(Map.of(PLACE, 100L), place -> 100L, Instant.now());
        lag.tell(List.of(PLACE), place -> 100L, true, health);
        assertThat(health.state()).isEqualTo(ReaderHealth.State.READING);

        lag.again(List.of(PLACE));
        lag.tell(List.of(PLACE), place -> 0L, true, health);
        assertThat(health.state()).isEqualTo(ReaderHealth.State.CATCHING_UP);
        assertThat(health.records()).isEqualTo(100);
    }

    @Test
    void aReaderThatIsBehindByAMomentOrDoesNotKnowTheEndIsNotAtIt() {
        TopicPartition other = new TopicPartition("replicas", 0);
        lag.ends(Map.of(PLACE, 100L), place -> 100L, Instant.now());
        assertThat(lag.none(List.of(PLACE), place -> 100L)).isTrue();
        assertThat(lag.none(List.of(PLACE), place -> 99L)).isFalse();
        assertThat(lag.none(List.of(PLACE, other), place -> 100L))
                .as("nobody has said where the other ends")
                .isFalse();
    }

    @Test
    void aReaderThatHasNotComeToTheEndOnceIsBehindByHoweverLittle() {
        lag.ends(Map.of(PLACE, 100L), place -> 100L, Instant.now());
        lag.tell(List.of(PLACE), place -> 99L, true, health);
        assertThat(health.state()).isEqualTo(ReaderHealth.State.READING);
        lag.tell(List.of(PLACE), place -> 99L, false, health);
        assertThat(health.state()).isEqualTo(ReaderHealth.State.CATCHING_UP);
    }
}
