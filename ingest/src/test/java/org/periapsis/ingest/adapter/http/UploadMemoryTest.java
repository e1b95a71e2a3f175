package org.periapsis.ingest.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.periapsis.kit.http.ProblemException;

/** What uploads hold together. */
class UploadMemoryTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Vertx vertx = Vertx.vertx();
    private final UploadMemory memory = new UploadMemory(100);

    @AfterEach
    void close() throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    @Test
    void noMoreIsHeldThanThereIsAndWhoWaitsIsServedInOrder() throws Exception {
        UploadMemory.Lease first = got(memory.take(vertx, 60, LONG));
        Future<UploadMemory.Lease> second = memory.take(vertx, 70, LONG);
        Future<UploadMemory.Lease> third = memory.take(vertx, 10, LONG);
        // A small one does not pass a large one by for ever.
        assertThat(second.isComplete()).isFalse();
        assertThat(third.isComplete()).isFalse();
        first.close();
        first.close();
        got(second).close();
        got(third).close();
        assertThat(memory.taken()).isZero();
    }

    @Test
    void whoFindsNoneInTimeIsToldToComeAgainAndHoldsNothing() throws Exception {
        UploadMemory.Lease all = got(memory.take(vertx, 100, LONG));
        assertThatThrownBy(() -> got(memory.take(vertx, 1, Duration.ofMillis(50))))
                .satisfies(thrown -> assertThat(
                                ((ProblemException) thrown).problem().status())
                        .isEqualTo(503));
        assertThatThrownBy(() -> got(memory.take(vertx, 101, LONG))).isInstanceOf(ProblemException.class);
        all.close();
        assertThat(memory.taken()).isZero();
    }

    @Test
    void largerPartsAreForWhenNobodyWaits() throws Exception {
        UploadMemory.Lease one = got(memory.take(vertx, 40, LONG));
        assertThat(one.grow(50)).isTrue();
        assertThat(one.grow(50)).isFalse();
        Future<UploadMemory.Lease> waits = memory.take(vertx, 20, LONG);
        assertThat(one.grow(5)).isFalse();
        one.close();
        got(waits).close();
        assertThat(memory.taken()).isZero();
    }

    private static <T> T got(Future<T> future) throws Exception {
        return future.await(20, TimeUnit.SECONDS);
    }
}
