package org.periapsis.session.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.periapsis.session.domain.view.TaskCount;

class ConcludedTasksTest {
    private final ConcludedTasks tasks = new ConcludedTasks(100_000);

    private static TaskCount count(String run, int reason) {
        return new TaskCount(run, 1, 0, 1, List.of(new TaskCount.Failed(0, List.of("ivo://a?1"), "x".repeat(reason))));
    }

    private long held() {
        return IntStream.range(0, 1_000)
                .filter(run -> tasks.of("run-" + run).isPresent())
                .count();
    }

    @Test
    void longReasonsAreNotHeldWithoutBound() {
        IntStream.range(0, 1_000).forEach(run -> tasks.keep("run-" + run, count("run-" + run, 9_000)));
        assertThat(held()).isEqualTo(9);
        assertThat(tasks.of("run-999")).isPresent();
    }

    @Test
    void whatIsToldAgainCountsOnce() {
        IntStream.range(0, 1_000).forEach(again -> tasks.keep("run-0", count("run-0", 9_000)));
        tasks.keep("run-1", count("run-1", 9_000));
        assertThat(held()).isEqualTo(2);
    }

    @Test
    void whatIsLongerThanAllIsNotHeld() {
        tasks.keep("run-0", count("run-0", 200_000));
        tasks.keep("run-1", count("run-1", 10));
        assertThat(tasks.of("run-0")).isEmpty();
        assertThat(tasks.of("run-1")).isPresent();
    }
}
