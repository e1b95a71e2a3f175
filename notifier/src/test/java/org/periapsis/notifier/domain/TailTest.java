package org.periapsis.notifier.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.periapsis.events.topic.Topic;
import org.periapsis.notifier.Samples;

class TailTest {
    private static final Partition FIRST = new Partition("", Topic.INDEXED, 0);
    private final Tail tail = new Tail(4, 1_000);

    @Test
    void keepsTheNewestAndSaysWhatItNoLongerHas() {
        tail.begin(FIRST, 10);
        tail.append(FIRST, Samples.indexedFrom(10, 6), 16);
        assertThat(tail.from(1, 10)).isEmpty();
        assertThat(tail.from(2, 10).orElseThrow().events())
                .extracting(LogEvent::offset)
                .containsExactly(12L, 13L, 14L, 15L);
        assertThat(tail.from(6, 10).orElseThrow().events()).isEmpty();
    }

    @Test
    void givesNoMoreThanAskedAndWhereToGoOn() {
        tail.append(FIRST, Samples.indexedFrom(0, 4), 4);
        Tail.Slice slice = tail.from(0, 3).orElseThrow();
        assertThat(slice.events()).hasSize(3);
        assertThat(tail.from(slice.next(), 3).orElseThrow().events())
                .extracting(LogEvent::offset)
                .containsExactly(3L);
    }

    @Test
    void keepsSoManyBytesAndTheNewestWhateverItsSize() {
        Tail bounded = new Tail(100, 1_000);
        for (int offset = 0; offset < 10; offset++) {
            bounded.append(FIRST, List.of(sized(offset, 300)), offset + 1);
            assertThat(bounded.bytes()).isLessThanOrEqualTo(1_000);
        }
        assertThat(bounded.from(6, 10)).isEmpty();
        assertThat(bounded.from(7, 10).orElseThrow().events())
                .extracting(LogEvent::offset)
                .containsExactly(7L, 8L, 9L);
        bounded.append(FIRST, List.of(sized(10, 5_000)), 11);
        assertThat(bounded.bytes()).isEqualTo(5_000);
        assertThat(bounded.from(10, 10).orElseThrow().events()).hasSize(1);
        bounded.append(FIRST, List.of(sized(11, 300)), 12);
        assertThat(bounded.bytes()).isEqualTo(300);
    }

    private static LogEvent sized(long offset, int size) {
        LogEvent event = Samples.logged("", 0, offset, Samples.refused());
        return LogEvent.of(FIRST, offset, event.event(), size);
    }

    @Test
    void itsHeadIsOnePlaceInTheTailAndOnTheLog() {
        tail.begin(FIRST, 10);
        assertThat(tail.head())
                .extracting(Tail.Head::sequence, head -> head.cursor().next(FIRST))
                .containsExactly(0L, 10L);
        tail.append(FIRST, Samples.indexedFrom(10, 2), 13);
        assertThat(tail.head())
                .extracting(Tail.Head::sequence, head -> head.cursor().next(FIRST))
                .containsExactly(2L, 13L);
    }
}
