package org.periapsis.kit.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.periapsis.kit.config.HttpConfig;

/** Requests whose end two servers could see at different places: none of them, and nothing after them, is taken. */
class RequestFramingAdapterTest {
    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

    private final Vertx vertx = Vertx.vertx();
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private int port;

    @BeforeEach
    void start() throws Exception {
        Router router = Router.router(vertx);
        router.route().handler(context -> {
            taken.add(context.request().path());
            context.request().body().onSuccess(body -> context.response()
                    .end("took " + body.length() + " at " + context.request().path()));
        });
        port = Listener.open(vertx, new HttpConfig("127.0.0.1", 0, "", ""), router)
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS)
                .actualPort();
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
                "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
                "POST /a HTTP/1.0\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /a HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 40\r\n\r\n",
                "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n",
                "POST /a HTTP/1.0\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 40\r\n\r\n",
                "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 0, 40\r\n\r\n",
                "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: +4\r\n\r\n",
                "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 0x4\r\n\r\n",
                "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length : 4\r\n\r\n",
                "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n",
                "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
                "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n",
                "POST /a HTTP/1.1\nHost: a\nContent-Length: 0\n\n",
                "POST /a HTTP/1.1\r\nHost: a\r\nX: y\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /a HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
                "POST /a HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: 0\r\n\r\n",
                "GET /a HTTP/1.1\r\nHost: a@b\r\n\r\n",
                "GET /a HTTP/1.1\r\nHost: a b\r\n\r\n",
                "GET /a HTTP/1.1\r\nHost: a/b\r\n\r\n",
                "GET /a HTTP/1.1\r\nHost: [::\r\n\r\n",
                "GET /a HTTP/1.1\r\nHost: ::\r\n\r\n",
                "GET /a HTTP/1.1\r\nHost: a:b:c\r\n\r\n",
                "GET /a HTTP/1.1\r\nHost: a:99999\r\n\r\n",
                "GET /a HTTP/1.1\r\nHost: 127.0.0.1:x\r\n\r\n"
            })
    void isRefusedAndWhatFollowsIsNoRequest(String request) throws Exception {
        try (Wire wire = new Wire(port)) {
            String heard = wire.send(request + SMUGGLED).all();
            assertThat(heard).matches("(?s)HTTP/1.[01] 400 .*").contains("application/problem+json");
            assertThat(heard.split("HTTP/1", -1)).hasSize(2);
            assertThat(taken).isEmpty();
        }
    }

    /** A size of 2^32 + 2 that is read as 2 leaves the rest for another request. */
    @ParameterizedTest
    @ValueSource(strings = {"100000002", "0x2", "-2", "+2", "2 2", "g", "", "2147483648", "ffffffffffffffff2"})
    void aChunkWhoseSizeIsNoneIsRefusedAndWhatFollowsIsNoRequest(String size) throws Exception {
        try (Wire wire = new Wire(port)) {
            String heard = wire.send("POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + size
                            + "\r\n{}\r\n0\r\n\r\n" + SMUGGLED)
                    .all();
            assertThat(heard).matches("(?s)HTTP/1.1 400 .*").contains("application/problem+json", "body");
            assertThat(heard.split("HTTP/1", -1)).hasSize(2);
            assertThat(taken).doesNotContain("/smuggled");
        }
    }

    @Test
    void aTrailerCannotSayAnotherLength() throws Exception {
        try (Wire wire = new Wire(port)) {
            wire.send(
                    "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 40\r\n\r\n");
            assertThat(wire.send(SMUGGLED).all()).doesNotContain("took");
            assertThat(taken).doesNotContain("/smuggled");
        }
    }

    @Test
    void ordinaryRequestsAreTakenOneAfterTheOther() throws Exception {
        try (Wire wire = new Wire(port)) {
            wire.send("POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
            assertThat(wire.until("at /a")).contains("took 3");
            wire.send("POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab"
                    + "GET /c HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(wire.until("at /c")).contains("took 2 at /b", "took 0 at /c");
            for (String host : List.of("a:80", "A.example", "[::1]:7080", "127.0.0.1", "a_b-c.localhost:1")) {
                wire.send("GET /" + host.length() + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
                assertThat(wire.until("at /" + host.length())).contains(" 200 ");
            }
            wire.send("GET /d HTTP/1.0\r\n\r\n");
            assertThat(wire.until("at /d")).contains("took 0");
        }
    }

    @Test
    void whatIsTooLongSaysSo() throws Exception {
        try (Wire wire = new Wire(port)) {
            assertThat(wire.send("GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: a\r\n\r\n")
                            .all())
                    .contains(" 414 ");
        }
        try (Wire wire = new Wire(port)) {
            assertThat(wire.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(40_000) + "\r\n\r\n")
                            .all())
                    .contains(" 431 ");
        }
    }
}
