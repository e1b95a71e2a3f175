package org.periapsis.portal.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.periapsis.kit.config.HttpConfig;
import org.periapsis.kit.http.Aside;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.kit.http.Turns;
import org.periapsis.kit.observe.Observer;

/** Whose basket is read next. */
class ReadingTurnsAdapterTest {
    private static final String LONG = "basket ".repeat(4 << 20);

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger now = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private int port;

    @BeforeEach
    void start() throws Exception {
        Turns turns = new Turns(vertx, new Turns.Limits(1, 1, 8, 8, Duration.ofSeconds(30)));
        Router router = ServiceRoutes.front(vertx, null, new Observer("portal", ""), failure -> null);
        router.route()
                .handler(context -> BasketRoutes.read(context, turns, () -> looked().compose(
                                found -> Aside.made(context, () -> new JsonObject().put("long", LONG)))));
        port = ServiceRoutes.listen(vertx, router, new HttpConfig("127.0.0.1", 0, "", ""))
                .await(20, TimeUnit.SECONDS)
                .actualPort();
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    private Future<Void> looked() {
        most.accumulateAndGet(now.incrementAndGet(), Math::max);
        return vertx.timer(20, TimeUnit.MILLISECONDS)
                .mapEmpty()
                .andThen(there -> now.decrementAndGet())
                .mapEmpty();
    }

    private Future<HttpClientResponse> ask(HttpClient client) {
        return client.request(HttpMethod.GET, port, "127.0.0.1", "/").compose(request -> request.send());
    }

    @Test
    void oneIsReadAfterTheOther() throws Exception {
        HttpClient client = vertx.createHttpClient();
        Future.all(ask(client), ask(client), ask(client), ask(client)).await(20, TimeUnit.SECONDS);
        assertThat(most).hasValue(1);
    }

    @Test
    void whoDoesNotTakeAnAnswerHoldsUpNobody() throws Exception {
        Promise<HttpClientResponse> begun = Promise.promise();
        vertx.createHttpClient().request(HttpMethod.GET, port, "127.0.0.1", "/").compose(request -> request.send()
                .onSuccess(response -> {
                    response.pause();
                    begun.complete(response);
                }));
        HttpClientResponse held = begun.future().await(20, TimeUnit.SECONDS);
        assertThat(ask(vertx.createHttpClient()).await(20, TimeUnit.SECONDS).statusCode())
                .isEqualTo(200);
        held.request().reset();
    }
}
