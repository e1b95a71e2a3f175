package org.periapsis.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class OpenLoopTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void sendsEachOnceAtTimesFixedBeforehand() throws Exception {
        Set<Integer> sent = ConcurrentHashMap.newKeySet();

        long[] due = OpenLoop.run(100, 10_000, sent::add, PATIENCE);

        assertThat(sent).hasSize(100);
        for (int i = 1; i < due.length; i++) {
            assertThat(due[i] - due[i - 1]).isEqualTo(100_000);
        }
    }

    @Test
    void failsWhenASendFails() {
        assertThatThrownBy(() -> OpenLoop.run(
                        3,
                        10_000,
                        i -> {
                            throw new IOException("refused");
                        },
                        PATIENCE))
                .hasRootCauseMessage("refused");
    }
}
