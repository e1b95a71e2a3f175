package org.periapsis.kit.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.periapsis.kit.Soon;
import org.periapsis.kit.config.HttpConfig;
import org.periapsis.kit.config.HttpLimits;

/** Strangers' connections, half-sent requests and large bodies, on the wire. */
class BudgetsAdapterTest {
    private static final String GET = "GET /small HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String CLOSING = "GET /small HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

    private static final Buffer HUGE = Buffer.buffer(new byte[16 << 20]);

    private final Vertx vertx = Vertx.vertx();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final List<Buffer> written = new CopyOnWriteArrayList<>();
    private Listener listener;

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void aHeadThatNeverEndsIsAnswered408AndCut() throws Exception {
        int port = listen(limits -> limits);
        try (Wire wire = new Wire(port)) {
            assertThat(wire.send("GET /small HTTP/1.1\r\nHost: a\r\nX-Slow: ").all())
                    .startsWith("HTTP/1.1 408 ")
                    .contains("application/problem+json", "Retry-After: ", "too-slow");
        }
    }

    @Test
    void aSecondHeadOnAKeptConnectionHasTheSameTime() throws Exception {
        int port = listen(limits -> limits);
        try (Wire wire = new Wire(port)) {
            wire.send(GET).until("small");
            assertThat(wire.send("GET /small HTT").all()).startsWith("HTTP/1.1 408 ");
        }
    }

    @Test
    void whoSaysNothingIsCut() throws Exception {
        int port = listen(limits -> limits);
        try (Wire wire = new Wire(port)) {
            assertThat(wire.all()).isEmpty();
        }
    }

    @Test
    void aBodyThatStandsStillIsAnswered408() throws Exception {
        int port = listen(limits -> limits);
        for (String path : List.of("/whole", "/streamed")) {
            try (Wire wire = new Wire(port)) {
                assertThat(wire.send(post(path, 100_000) + "half of it").all())
                        .as(path)
                        .startsWith("HTTP/1.1 408 ")
                        .contains("too-slow");
            }
        }
        // The handler hears of it after the sender did.
        Soon.holds("gone", () -> seen.contains("gone"));
    }

    @Test
    void aBodyThatTricklesIsAnswered408() throws Exception {
        int port = listen(limits -> limits);
        try (Wire wire = new Wire(port)) {
            wire.send(post("/streamed", 100_000));
            Thread trickle = new Thread(() -> {
                try {
                    while (true) {
                        wire.send("x");
                        Thread.sleep(20);
                    }
                } catch (Exception cut) {
                    seen.add("cut");
                }
            });
            trickle.setDaemon(true);
            trickle.start();
            assertThat(wire.all()).startsWith("HTTP/1.1 408 ");
        }
    }

    @Test
    void aBodyThatNobodyReadsIsNotHeldAgainstItsSender() throws Exception {
        int port = listen(limits -> limits);
        try (Wire wire = new Wire(port)) {
            wire.send(post("/later", 2_000_000));
            for (int i = 0; i < 20; i++) {
                wire.send("x".repeat(100_000));
            }
            assertThat(wire.until("2000000")).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void oneAddressHasItsShareOfConnectionsAndHearsSo() throws Exception {
        int port = listen(limits -> with(limits, 20, 10, List.of(), 1 << 20));
        List<Wire> open = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            open.add(new Wire(port).send(GET));
            open.get(i).until("small");
        }
        try (Wire over = new Wire(port)) {
            assertThat(over.send(GET).all())
                    .startsWith("HTTP/1.1 429 ")
                    .contains("too-many-connections", "Retry-After: ");
        }
        open.get(0).send(CLOSING).all();
        try (Wire again = new Wire(port)) {
            assertThat(again.send(CLOSING).all()).startsWith("HTTP/1.1 200 ");
        }
        for (Wire wire : open) {
            wire.close();
        }
    }

    @Test
    void aTrustedProxyStandsForManyAndNoMoreThanAll() throws Exception {
        int port = listen(limits -> with(limits, 12, 3, List.of("127.0.0.1"), 1 << 20));
        List<Wire> open = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            open.add(new Wire(port).send(GET));
            open.get(i).until("small");
        }
        try (Wire over = new Wire(port)) {
            assertThat(over.send(GET).all()).startsWith("HTTP/1.1 503 ").contains("Retry-After: ");
        }
        for (Wire wire : open) {
            wire.close();
        }
    }

    @Test
    void halfSentBodiesOfOneAddressLeaveRoomForTheOthers() throws Exception {
        int port = listen(limits -> with(limits, 200, 200, List.of("127.0.0.1"), 1 << 20));
        List<Wire> greedy = new ArrayList<>();
        List<String> answers = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 12; i++) {
            Wire wire = new Wire(port);
            greedy.add(wire.send(from("192.0.2.1", 200_000)).send("x".repeat(100_000)));
        }
        Wire last = greedy.get(11);
        answers.add(last.all());
        assertThat(answers.get(0)).startsWith("HTTP/1.1 429 ").contains("too-many-bodies", "Retry-After: ");
        try (Wire other = new Wire(port)) {
            assertThat(other.send(from("192.0.2.2", 100_000))
                            .send("y".repeat(100_000))
                            .until("100000"))
                    .startsWith("HTTP/1.1 200 ");
        }
        for (Wire wire : greedy) {
            wire.close();
        }
        // What was held is free again.
        try (Wire whole = new Wire(port)) {
            assertThat(whole.send(from("192.0.2.3", 900_000))
                            .send("z".repeat(900_000))
                            .until("900000"))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void aBodyThatIsTooLongIsAnsweredBeforeItHasCome() throws Exception {
        int port = listen(limits -> limits);
        try (Wire wire = new Wire(port)) {
            assertThat(wire.send(post("/whole", 3_000_000)).all()).startsWith("HTTP/1.1 413 ");
        }
        try (Wire wire = new Wire(port)) {
            wire.send("POST /whole HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
            wire.send("200000\r\n" + "x".repeat(0x200000) + "\r\n5\r\nxxxxx\r\n");
            assertThat(wire.all()).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void whoTakesNothingOfItsAnswerIsCut() throws Exception {
        int port = listen(limits -> limits);
        try (Wire wire = new Wire(port)) {
            wire.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
            Soon.holds("unread", () -> seen.contains("unread"));
        }
    }

    @Test
    void whoHasNotTakenTheirsForLongestIsCutWhenAnswersFillTheMemory() throws Exception {
        int port = listen(limits -> unsent(limits, 2L * HUGE.length() + HUGE.length() / 2));
        String close = "GET /huge HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        try (Wire first = Wire.narrow(port);
                Wire second = Wire.narrow(port);
                Wire third = Wire.narrow(port)) {
            List<Wire> wires = List.of(first, second, third);
            for (int i = 0; i < wires.size(); i++) {
                wires.get(i).send(close);
                int asked = i + 1;
                Soon.holds("asked", () -> seen.stream().filter("huge"::equals).count() >= asked);
            }
            assertThat(second.count()).isGreaterThan(HUGE.length());
            assertThat(third.count()).isGreaterThan(HUGE.length());
            assertThat(first.count()).isLessThan(HUGE.length());
            // What was taken is room again.
            try (Wire fourth = new Wire(port)) {
                assertThat(fourth.send(close).count()).isGreaterThan(HUGE.length());
            }
        }
    }

    /** Two files a connection would be more than a process may have open, and what it writes to would be among the losers. */
    @Test
    void aFloodThatNobodyHasLookedAtWaitsWithTheKernel() throws Exception {
        int served = 40;
        int flood = 400;
        int port = listen(limits -> with(limits, served, flood, List.of(), 0));
        try (Wire first = new Wire(port)) {
            assertThat(first.send(CLOSING).all()).contains("small");
        }
        CountDownLatch busy = new CountDownLatch(1);
        ((VertxInternal) vertx).nettyEventLoopGroup().forEach(loop -> loop.execute(() -> wait(busy)));
        List<Wire> wires = new ArrayList<>();
        try {
            long before = descriptors();
            for (int i = 0; i < flood; i++) {
                wires.add(new Wire(port));
            }
            TimeUnit.MILLISECONDS.sleep(500);
            assertThat(descriptors() - before - flood).isBetween(1L, 3L * served);
        } finally {
            busy.countDown();
            for (Wire wire : wires) {
                wire.close();
            }
        }
        Soon.holds("it serves again", () -> serves(port));
    }

    private static boolean serves(int port) {
        try (Wire next = new Wire(port)) {
            return next.send(CLOSING).all().contains("small");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void wait(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    private static HttpLimits unsent(HttpLimits old, long bytes) {
        return new HttpLimits(
                old.connections(),
                old.perAddress(),
                old.proxies(),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                old.ping(),
                old.bodyBytes(),
                bytes);
    }

    private static String post(String path, int length) {
        return "POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n";
    }

    private static String from(String address, int length) {
        return "POST /whole HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: " + address + "\r\nContent-Length: " + length
                + "\r\n\r\n";
    }

    private static HttpLimits with(HttpLimits old, int connections, int address, List<String> proxies, long bodies) {
        return new HttpLimits(
                connections,
                address,
                proxies,
                old.head(),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                old.stall(),
                old.ping(),
                bodies,
                0);
    }

    private int listen(UnaryOperator<HttpLimits> change) throws Exception {
        HttpLimits limits = change.apply(new HttpLimits(
                1_000,
                1_000,
                List.of(),
                Duration.ofMillis(400),
                Duration.ofMillis(600),
                Duration.ofMillis(400),
                Duration.ofMillis(2_000),
                Duration.ofMillis(400),
                Duration.ofMillis(200),
                64 << 20,
                1 << 30));
        Router router = Router.router(vertx);
        router.route().failureHandler(new ProblemHandler(failure -> null));
        router.get("/small").handler(context -> context.response().end("small"));
        router.get("/huge").handler(context -> {
            context.response().end(HUGE);
            seen.add("huge");
        });
        router.get("/large").handler(context -> {
            context.response().closeHandler(closed -> seen.add("unread"));
            context.response().setChunked(true);
            for (int i = 0; i < 64; i++) {
                context.response().write(Buffer.buffer(new byte[1 << 20]));
            }
        });
        router.post("/whole").handler(new BodyReader(2 << 20)).handler(context -> context.response()
                .end(String.valueOf(context.body().length())));
        router.post("/streamed").handler(context -> context.request()
                .exceptionHandler(gone -> seen.add("gone"))
                .handler(written::add)
                .endHandler(end -> context.response().end("streamed")));
        router.post("/later").handler(context -> {
            context.request().pause();
            long[] size = {0};
            context.request().handler(bytes -> size[0] += bytes.length());
            context.request().endHandler(end -> context.response().end(String.valueOf(size[0])));
            vertx.setTimer(1_500, later -> context.request().resume());
        });
        listener = Listener.open(
                        vertx,
                        new HttpConfig(
                                "127.0.0.1",
                                0,
                                "",
                                "",
                                limits,
                                new HttpConfig.Drain(Duration.ZERO, Duration.ofSeconds(5))),
                        router)
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        return listener.actualPort();
    }
}
