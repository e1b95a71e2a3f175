package org.periapsis.kit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is about to be there is asked for until it is, or until it has been waited for long enough. */
class AwaitedTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void givesTheFirstAnswerThatLacksNothing() {
        AtomicInteger asked = new AtomicInteger();
        Future<Integer> answer = new Awaited(vertx, Duration.ofMinutes(1))
                .until(() -> Future.succeededFuture(asked.incrementAndGet()), count -> count < 3, "not yet");
        assertThat(join(answer)).isEqualTo(3);
        assertThat(asked).hasValue(3);
    }

    @Test
    void saysThatItIsNotThereYetAndFailsAsTheQuestionDoes() {
        Awaited awaited = new Awaited(vertx, Duration.ofMillis(60));
        assertThatThrownBy(() -> join(awaited.until(() -> Future.succeededFuture(1), count -> true, "not yet")))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        failure -> assertThat(failure.problem().status()).isEqualTo(503));
        assertThatThrownBy(() -> join(awaited.until(
                        () -> Future.failedFuture(new IllegalStateException("away")), count -> true, "not yet")))
                .hasCauseInstanceOf(IllegalStateException.class);
    }
}
