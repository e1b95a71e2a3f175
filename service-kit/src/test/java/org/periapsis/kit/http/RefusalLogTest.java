package org.periapsis.kit.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RefusalLogTest {
    private final AtomicLong nanos = new AtomicLong(1);
    private final RefusalLog log = new RefusalLog(nanos::get);

    @Test
    void saysEachReasonOnceAMinute() {
        IOException cause = new IOException("refused");
        assertThat(log.tell("The database does not answer", cause)).isTrue();
        for (int i = 0; i < 6_400; i++) {
            assertThat(log.tell("The database does not answer", cause)).isFalse();
        }
        assertThat(log.tell("The store does not answer", null)).isTrue();
        nanos.addAndGet(TimeUnit.MINUTES.toNanos(1));
        assertThat(log.tell("The database does not answer", cause)).isTrue();
    }
}
