package org.periapsis.session.adapter.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minio.errors.MinioException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StoreAwayTest {
    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void aStoreThatIsAwayForAMomentIsAskedAgain() throws Exception {
        String answer = new StoreAway(Duration.ofMinutes(1)).patiently(() -> switch (asked.incrementAndGet()) {
            case 1 -> throw new IllegalStateException(new ConnectException("Connection refused"));
            case 2 -> throw new MinioException(new SocketTimeoutException("timeout"));
            default -> "there";
        });
        assertThat(answer).isEqualTo("there");
        assertThat(asked).hasValue(3);
    }

    @Test
    void whatIsNoOutageIsSaidAtOnce() {
        StoreAway away = new StoreAway(Duration.ofMinutes(1));
        assertThatThrownBy(() -> away.patiently(() -> {
                    asked.incrementAndGet();
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("No space");
        assertThat(asked).hasValue(1);
    }

    @Test
    void patienceEnds() {
        StoreAway away = new StoreAway(Duration.ofMillis(600));
        assertThatThrownBy(() -> away.patiently(() -> {
                    asked.incrementAndGet();
                    throw new IllegalStateException(new ConnectException("Connection refused"));
                }))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Connection refused");
        assertThat(asked.get()).isBetween(2, 6);
    }
}
