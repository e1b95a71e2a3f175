package org.periapsis.kit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WholeAnswerAdapterTest {
    private static final int MOST = 1 << 20;

    private final Vertx vertx = Vertx.vertx();
    private final Promise<Void> cut = Promise.promise();
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        server = vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(0, "127.0.0.1")
                .await(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    private void answer(HttpServerRequest request) {
        HttpServerResponse response = request.response().setChunked(true);
        switch (request.path()) {
            case "/most" -> response.end(Buffer.buffer(new byte[MOST]));
            case "/more" -> response.end(Buffer.buffer(new byte[MOST + 1]));
            default -> {
                response.exceptionHandler(gone -> cut.tryComplete());
                on(response);
            }
        }
    }

    /** Without end, as fast as it is taken. */
    private static void on(HttpServerResponse response) {
        response.write(Buffer.buffer(new byte[64 << 10])).onSuccess(written -> on(response));
    }

    private Future<Buffer> read(String path) {
        HttpClient client = vertx.createHttpClient();
        return client.request(HttpMethod.GET, server.actualPort(), "127.0.0.1", path)
                .compose(request -> request.send())
                .compose(response -> WholeAnswer.of(response, MOST));
    }

    @Test
    void readsAnAnswerUpToItsBound() throws Exception {
        assertThat(read("/most").await(20, TimeUnit.SECONDS).length()).isEqualTo(MOST);
    }

    @Test
    void anAnswerBeyondItsBoundFails() {
        assertThatThrownBy(() -> read("/more").await(20, TimeUnit.SECONDS)).isInstanceOf(WholeAnswer.TooLong.class);
    }

    @Test
    void anAnswerWithoutEndIsCut() throws Exception {
        assertThatThrownBy(() -> read("/on").await(20, TimeUnit.SECONDS)).isInstanceOf(WholeAnswer.TooLong.class);
        cut.future().await(20, TimeUnit.SECONDS);
    }
}
