package org.periapsis.session.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.periapsis.kit.http.WholeAnswer;
import org.periapsis.session.domain.agent.Readiness;
import org.periapsis.session.domain.run.StartedRun;

/** Asks a program for {@code <base path>api} again and again, often enough that nobody waits for the asking. */
public final class HttpReadiness implements Readiness {

    private static final long EVERY_MS = 30;
    private static final long ANSWER_MS = 5_000;
    private static final int MOST_BYTES = 64 << 10;

    private final Vertx vertx;
    private final HttpClient client;
    private final Duration patience;
    private final Predicate<StartedRun> own;

    /**
     * Gives up after a while.
     *
     * @param own whether a program itself answers at its endpoint; may block
     */
    public HttpReadiness(Vertx vertx, Duration patience, Predicate<StartedRun> own) {
        this.vertx = vertx;
        this.client = Endpoints.client(vertx, new HttpClientOptions().setConnectTimeout(1_000), new PoolOptions());
        this.patience = patience;
        this.own = own;
    }

    @Override
    public CompletionStage<Boolean> of(StartedRun run, String basePath, String token) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        RequestOptions request = Endpoints.request(run.endpoint().orElseThrow())
                .setMethod(HttpMethod.GET)
                .setURI(basePath + "api")
                .setTimeout(ANSWER_MS)
                .putHeader("Authorization", "token " + token);
        ask(run, request, System.nanoTime() + patience.toNanos(), answer);
        return answer;
    }

    private void ask(StartedRun run, RequestOptions request, long deadline, CompletableFuture<Boolean> answer) {
        if (run.end().toCompletableFuture().isDone() || System.nanoTime() > deadline) {
            answer.complete(false);
            return;
        }
        // The token goes to the program and to nobody who has taken its port.
        vertx.executeBlocking(() -> own.test(run), false)
                .compose(itself -> itself ? answers(request) : Future.succeededFuture(false))
                // Refused, reset, timed out: it is not up yet, and is asked again.
                .otherwise(false)
                .onSuccess(up -> {
                    if (up) {
                        answer.complete(true);
                    } else {
                        vertx.setTimer(EVERY_MS, unused -> ask(run, request, deadline, answer));
                    }
                });
    }

    /** It is somebody's own program that answers: it is taken to be slow, and to say more than it should. */
    private Future<Boolean> answers(RequestOptions request) {
        return client.request(request).compose(sent -> sent.send()
                .compose(response -> WholeAnswer.of(response, MOST_BYTES).map(response.statusCode() == 200))
                .timeout(ANSWER_MS, TimeUnit.MILLISECONDS)
                .onFailure(failure -> sent.reset()));
    }
}
