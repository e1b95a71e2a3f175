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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.periapsis.session.domain.run.Endpoint;
import org.periapsis.session.domain.run.RunEnd;
import org.periapsis.session.domain.run.RunKey;
import org.periapsis.session.domain.run.StartedRun;

/** What a person's own program answers to the agent that waits for it. */
class ReadinessBoundsAdapterTest {
    private final Vertx vertx = Vertx.vertx();
    private final Promise<Void> cut = Promise.promise();
    private final CompletableFuture<RunEnd> end = new CompletableFuture<>();

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    /** Without end, as fast as it is taken. */
    private static void on(HttpServerResponse response) {
        response.write(Buffer.buffer(new byte[16 << 10])).onSuccess(written -> on(response));
    }

    @Test
    void anAnswerWithoutEndIsCutAndIsNoAnswer() throws Exception {
        int port = vertx.createHttpServer()
                .requestHandler(request -> {
                    request.response().exceptionHandler(gone -> cut.tryComplete());
                    on(request.response().setChunked(true));
                })
                .listen(0, "127.0.0.1")
                .await(20, TimeUnit.SECONDS)
                .actualPort();
        StartedRun run = new StartedRun(
                new RunKey("bounds", 1, "0"),
                Optional.of(new Endpoint.Http("127.0.0.1", port)),
                Instant.EPOCH,
                end);
        CompletionStage<Boolean> ready =
                new HttpReadiness(vertx, Duration.ofMinutes(1), itself -> true).of(run, "/", "secret");
        cut.future().await(20, TimeUnit.SECONDS);
        end.complete(null);
        assertThat(ready.toCompletableFuture().get(20, TimeUnit.SECONDS)).isFalse();
    }
}
