package org.periapsis.kit.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.periapsis.kit.config.HttpConfig;
import org.periapsis.kit.config.HttpLimits;

/** A WebSocket of which a listener passes the bytes on. */
class PulseAdapterTest {
    private static final String UPGRADE =
            "GET /%s HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
    private static final String PING = "\u0089\u0000";
    private static final String PONG = "\u008a\u0080\u0000\u0000\u0000\u0000";
    /** Longer than it takes until somebody who does not answer is gone. */
    private static final long LONG_MS = 1_200;

    private final Vertx vertx = Vertx.vertx();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private int port;

    @BeforeEach
    void listen() throws Exception {
        Router router = Router.router(vertx);
        router.get("/echo").handler(context -> upgraded(context, socket -> socket.handler(socket::write)));
        router.get("/half")
                .handler(context -> upgraded(context, socket -> {
                    socket.write(Buffer.buffer("\u0081\u0004ab", "ISO-8859-1"));
                    vertx.setTimer(LONG_MS, later -> socket.write("cd"));
                }));
        HttpLimits limits = new HttpLimits(
                10,
                10,
                List.of(),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                Duration.ofMillis(200),
                1 << 20,
                0);
        port = Listener.open(
                        vertx,
                        new HttpConfig(
                                "127.0.0.1",
                                0,
                                "",
                                "",
                                limits,
                                new HttpConfig.Drain(Duration.ZERO, Duration.ofSeconds(5))),
                        router)
                .await(20, TimeUnit.SECONDS)
                .actualPort();
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    private interface Opened {
        void with(NetSocket socket);
    }

    private void upgraded(RoutingContext context, Opened opened) {
        context.response().setStatusCode(101).putHeader("Connection", "Upgrade").putHeader("Upgrade", "websocket");
        context.request().toNetSocket().onSuccess(socket -> {
            socket.closeHandler(closed::complete);
            opened.with(socket);
        });
    }

    @Test
    void whoAnswersNoPingIsCut() throws Exception {
        try (Wire wire = new Wire(port)) {
            wire.send(String.format(UPGRADE, "echo")).until("\r\n\r\n");
            assertThat(wire.all()).isEqualTo(PING.repeat(Pulse.UNANSWERED));
            closed.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void whoAnswersIsAskedAgainAndStays() throws Exception {
        try (Wire wire = new Wire(port)) {
            wire.send(String.format(UPGRADE, "echo")).until("\r\n\r\n");
            for (int i = 0; i < 3 * Pulse.UNANSWERED; i++) {
                wire.until(PING);
                // It passes on, and so comes back here.
                wire.send(PONG).until(PONG);
            }
            assertThat(closed).isNotDone();
        }
    }

    @Test
    void aFrameIsNotBrokenByAPing() throws Exception {
        try (Wire wire = new Wire(port)) {
            wire.send(String.format(UPGRADE, "half")).until("\r\n\r\n");
            assertThat(wire.until("cd")).isEqualTo("\u0081\u0004abcd");
            wire.until(PING);
        }
    }
}
