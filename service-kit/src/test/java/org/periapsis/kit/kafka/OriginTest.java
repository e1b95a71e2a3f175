package org.periapsis.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OriginTest {
    private final TopicPartition first = new TopicPartition("t", 0);
    private final TopicPartition second = new TopicPartition("t", 1);
    private final Origin origin = new Origin("esac/ingest-0");

    @Test
    void countsEachPartitionWithoutAHole() {
        assertThat(new long[] {origin.take(first), origin.take(first), origin.take(second), origin.take(first)})
                .containsExactly(0, 1, 0, 2);
    }

    @Test
    void usesANumberAgainAfterAnAbort() {
        origin.take(first);
        origin.begin();
        origin.take(first);
        origin.take(second);
        origin.abort();
        assertThat(origin.take(first)).isEqualTo(1);
        assertThat(origin.take(second)).isZero();
    }

    @Test
    void beginsANewIncarnationWhenAFateIsUnknown() {
        String before = origin.name();
        origin.take(first);
        origin.renew();
        assertThat(origin.name()).startsWith("esac/ingest-0/").isNotEqualTo(before);
        assertThat(origin.take(first)).isZero();
    }
}
