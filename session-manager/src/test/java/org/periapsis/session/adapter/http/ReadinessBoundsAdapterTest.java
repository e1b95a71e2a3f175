package org.periapsis.session.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.periapsis.session.domain.run.Endpoint;
import org.periapsis.session.domain.run.RunEnd;
import org.periapsis.session.domain.run.RunKey;
import org.periapsis.session.domain.run.StartedRun;

/** What a person's own program answers to the agent that waits for it. */
class ReadinessBoundsAdapterTest {
    private static final int CHUNK = 16 << 10;
    /** What is taken before the cut, and what is on its way then. */
    private static final long SOME = 32L << 20;

    private final Vertx vertx = Vertx.vertx();
    private final Promise<Long> cut = Promise.promise();
    private final AtomicLong written = new AtomicLong();
    private final CompletableFuture<RunEnd> end = new CompletableFuture<>();

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    /** Without end, as fast as it is taken. */
    private void on(HttpServerResponse response) {
        written.addAndGet(CHUNK);
        response.write(Buffer.buffer(new byte[CHUNK])).onSuccess(taken -> on(response));
    }

    @Test
    void anAnswerWithoutEndIsCutAndIsNoAnswer() throws Exception {
        int port = vertx.createHttpServer()
                .requestHandler(request -> {
                    request.response().exceptionHandler(gone -> cut.tryComplete(written.get()));
                    on(request.response().setChunked(true));
                })
                .listen(0, "127.0.0.1")
                .await(20, TimeUnit.SECONDS)
                .actualPort();
        StartedRun run = new StartedRun(
                new RunKey("bounds", 1, "0"), Optional.of(new Endpoint.Http("127.0.0.1", port)), Instant.EPOCH, end);
        CompletionStage<Boolean> ready =
                new HttpReadiness(vertx, Duration.ofMinutes(1), itself -> true).of(run, "/", "secret");
        assertThat(cut.future().await(20, TimeUnit.SECONDS)).isLessThan(SOME);
        end.complete(null);
        assertThat(ready.toCompletableFuture().get(20, TimeUnit.SECONDS)).isFalse();
    }
}
