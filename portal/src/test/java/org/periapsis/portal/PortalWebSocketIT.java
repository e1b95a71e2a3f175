package org.periapsis.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketBase;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.http.WebSocketFrame;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** WebSockets into a session. */
class PortalWebSocketIT {
    private static final String PATH = "/sessions/" + TestPortal.SESSION + "/api/kernels/1/channels?session_id=2";
    private static final int LARGE = 8 << 20;
    /** What may be on the way: buffers of four sockets and two programs. The kernel's may come to several MiB each. */
    private static final long ON_THE_WAY = 48L << 20;

    private static final long ENDLESS = 512L << 20;
    private static final Buffer BLOCK = Buffer.buffer(new byte[32 << 10]);

    @TempDir
    private static Path directory;

    private static TestPortal portal;
    private static WebSocketClient client;
    private static String bearer;

    private final BlockingQueue<ServerWebSocket> opened = new LinkedBlockingQueue<>();

    @BeforeAll
    static void start() throws Exception {
        portal = new TestPortal(directory);
        portal.set("drain.patience", "PT3S");
        portal.stop();
        portal.start();
        client = portal.vertx.createWebSocketClient(
                new WebSocketClientOptions().setMaxFrameSize(32 << 20).setMaxMessageSize(32 << 20));
        bearer = "Bearer " + portal.token("ada", "user");
    }

    @AfterAll
    static void stop() throws Exception {
        portal.close();
    }

    @BeforeEach
    void reset() {
        portal.reset();
        portal.ready("ada");
        portal.agent.answers(request -> request.toWebSocket().onSuccess(opened::add));
    }

    @Test
    void carriesTextAndBytesBothWays() throws Exception {
        WebSocket person = open();
        ServerWebSocket kernel = kernel();
        BlockingQueue<Object> atKernel = messages(kernel);
        BlockingQueue<Object> atPerson = messages(person);
        person.writeTextMessage("grüße ✓");
        person.writeBinaryMessage(Buffer.buffer(new byte[] {0, 1, -1}));
        kernel.writeTextMessage("zurück ✓");
        kernel.writeBinaryMessage(Buffer.buffer(new byte[] {2, 0}));
        assertThat(next(atKernel)).isEqualTo("grüße ✓");
        assertThat(next(atKernel)).isEqualTo(Buffer.buffer(new byte[] {0, 1, -1}));
        assertThat(next(atPerson)).isEqualTo("zurück ✓");
        assertThat(next(atPerson)).isEqualTo(Buffer.buffer(new byte[] {2, 0}));
        assertThat(portal.agent.last().uri()).isEqualTo(PATH);
        assertThat(portal.agent.last().headers())
                .doesNotContainKeys("cookie", "te", "authorization")
                .containsEntry("connection", "Upgrade")
                .containsKey("periapsis-session-pass");
        person.close();
    }

    @Test
    void carriesLargeFramesBothWays() throws Exception {
        WebSocket person = open();
        ServerWebSocket kernel = kernel();
        BlockingQueue<Object> atKernel = messages(kernel);
        BlockingQueue<Object> atPerson = messages(person);
        Buffer large = Buffer.buffer(new byte[LARGE]).setInt(LARGE - 4, 42);
        person.writeFrame(WebSocketFrame.binaryFrame(large, true));
        assertThat(next(atKernel)).isEqualTo(large);
        kernel.writeFrame(WebSocketFrame.binaryFrame(large, true));
        assertThat(next(atPerson)).isEqualTo(large);
        person.close();
    }

    @Test
    void carriesTheSubprotocol() throws Exception {
        WebSocket person = open("v1.kernel.websocket.jupyter.org");
        assertThat(person.subProtocol()).isEqualTo("v1.kernel.websocket.jupyter.org");
        assertThat(kernel().subProtocol()).isEqualTo("v1.kernel.websocket.jupyter.org");
        person.close();
    }

    @Test
    void carriesTheReasonOfAClose() throws Exception {
        WebSocket person = open();
        ServerWebSocket kernel = kernel();
        CompletableFuture<Short> atPerson = closed(person);
        kernel.close((short) 4001, "kernel died");
        assertThat(atPerson.get(60, TimeUnit.SECONDS)).isEqualTo((short) 4001);
        assertThat(person.closeReason()).isEqualTo("kernel died");

        WebSocket another = open();
        ServerWebSocket itsKernel = kernel();
        CompletableFuture<Short> atKernel = closed(itsKernel);
        another.close((short) 4002, "left");
        assertThat(atKernel.get(60, TimeUnit.SECONDS)).isEqualTo((short) 4002);
    }

    @Test
    void theOtherSideIsClosedWhenOneIsGone() throws Exception {
        portal.agent.answers(request -> request.toWebSocket()
                .onSuccess(kernel ->
                        kernel.textMessageHandler(any -> request.connection().close())));
        WebSocket person = open();
        CompletableFuture<Short> atPerson = closed(person);
        person.writeTextMessage("break off");
        atPerson.get(60, TimeUnit.SECONDS);

        portal.agent.answers(request -> request.toWebSocket().onSuccess(opened::add));
        CompletableFuture<Short> atKernel;
        try (Socket socket = handshake()) {
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            atKernel = closed(kernel());
            assertThat(portal.agent.last().headers()).doesNotContainKeys("x-hop", "te", "cookie");
        }
        atKernel.get(60, TimeUnit.SECONDS);
    }

    @Test
    void aSessionIsReadAsFastAsThePersonReads() throws Exception {
        WebSocket person = open();
        person.pause();
        AtomicLong given = new AtomicLong();
        ServerWebSocket kernel = kernel();
        kernel.exceptionHandler(cut -> {});
        give(kernel, given);
        assertThat(TestPortal.settled(given::get)).isLessThan(ON_THE_WAY);
        // Nor does one who does not read keep the portal from stopping.
        portal.stop();
        portal.start();
        person.resume();
    }

    @Test
    void aPersonIsReadAsFastAsTheSessionReads() throws Exception {
        WebSocket person = open();
        ServerWebSocket kernel = kernel();
        kernel.pause();
        AtomicLong given = new AtomicLong();
        person.exceptionHandler(cut -> {});
        give(person, given);
        assertThat(TestPortal.settled(given::get)).isLessThan(ON_THE_WAY);
        kernel.resume();
        person.close();
    }

    @Test
    void aPeerThatIsGoneWithoutAWordIsLookedFor() throws Exception {
        Path table = Path.of("/proc/net/tcp6");
        Assumptions.assumeTrue(Files.isReadable(table), "the kernel tells of its connections");
        try (Socket socket = handshake()) {
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            // Local and remote port of the portal's end; the sixth field is the timer, 02 for keep-alive.
            String local = String.format(Locale.ROOT, ":%04X", portal.port());
            String remote = String.format(Locale.ROOT, ":%04X", socket.getLocalPort());
            List<String> connections = new ArrayList<>(Files.readAllLines(table));
            connections.addAll(Files.readAllLines(Path.of("/proc/net/tcp")));
            List<String> timers = connections.stream()
                    .map(line -> line.trim().split("\\s+"))
                    .filter(fields -> fields[1].endsWith(local) && fields[2].endsWith(remote))
                    .map(fields -> fields[5])
                    .toList();
            assertThat(timers).hasSize(1);
            assertThat(timers.get(0)).startsWith("02:");
            assertThat(Long.parseLong(timers.get(0).substring(3), 16)).isLessThanOrEqualTo(120 * 100);
        }
    }

    @Test
    void anAgentThatIsDownIsNamed() throws Exception {
        portal.agent.down();
        try {
            assertThat(refused(options().addHeader("Authorization", bearer))).isEqualTo(503);
        } finally {
            portal.agent.up();
        }
        portal.agent.answers(request -> request.connection().close());
        assertThat(refused(options().addHeader("Authorization", bearer))).isEqualTo(502);
        portal.agent.answers(HttpServerRequest::resume);
        assertThat(refused(options().addHeader("Authorization", bearer))).isEqualTo(504);
    }

    @Test
    void letsOnlyTheOwnerIn() throws Exception {
        assertThat(refused(options().addHeader("Authorization", "Bearer " + portal.token("eve", "user"))))
                .isEqualTo(404);
        assertThat(refused(options())).isEqualTo(401);
        assertThat(portal.agent.seen()).isEmpty();
        portal.agent.answers(request -> request.response().setStatusCode(403).end("not yours"));
        assertThat(refused(options().addHeader("Authorization", bearer))).isEqualTo(403);
    }

    /** Also from the portal's own pages: a session's content is never on the portal's origin. */
    @Test
    void letsNobodyInByThePortalsCookie() throws Exception {
        String cookie = portal.signIn("ada", "user");
        for (String origin : List.of(portal.origin(), "http://evil.example")) {
            assertThat(refused(options().addHeader("Cookie", cookie).addHeader("Origin", origin)))
                    .isEqualTo(403);
        }
        assertThat(portal.agent.seen()).isEmpty();
    }

    private WebSocket open(String... protocols) throws Exception {
        WebSocketConnectOptions options = options()
                .setSubProtocols(List.of(protocols))
                .addHeader("Authorization", bearer)
                .addHeader("TE", "trailers");
        return TestPortal.get(client.connect(options));
    }

    private ServerWebSocket kernel() throws Exception {
        ServerWebSocket kernel = opened.poll(60, TimeUnit.SECONDS);
        assertThat(kernel).isNotNull();
        return kernel;
    }

    /** A handshake as Firefox writes it, with headers that are only of this connection. */
    private static Socket handshake() throws IOException {
        Socket socket = portal.connect();
        String head = "GET " + PATH + " HTTP/1.1\r\nHost: " + portal.origin().substring(7)
                + "\r\nConnection: keep-alive, Upgrade, X-Hop\r\nX-Hop: 1\r\nTE: trailers\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: "
                + portal.origin()
                + "\r\nAuthorization: " + bearer + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static WebSocketConnectOptions options() {
        return new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(portal.port())
                .setURI(PATH);
    }

    /** @return the status that the handshake was refused with */
    private static int refused(WebSocketConnectOptions options) {
        ExecutionException failure =
                catchThrowableOfType(ExecutionException.class, () -> TestPortal.get(client.connect(options)));
        assertThat(failure).hasCauseInstanceOf(UpgradeRejectedException.class);
        return ((UpgradeRejectedException) failure.getCause()).getStatus();
    }

    private static BlockingQueue<Object> messages(WebSocketBase socket) {
        BlockingQueue<Object> queue = new LinkedBlockingQueue<>();
        socket.textMessageHandler(queue::add);
        socket.binaryMessageHandler(queue::add);
        return queue;
    }

    private static Object next(BlockingQueue<Object> messages) throws InterruptedException {
        return messages.poll(60, TimeUnit.SECONDS);
    }

    private static CompletableFuture<Short> closed(WebSocketBase socket) {
        CompletableFuture<Short> closed = new CompletableFuture<>();
        socket.closeHandler(done -> closed.complete(socket.closeStatusCode()));
        return closed;
    }

    /** Writes as fast as it is taken, and counts. */
    private static void give(WebSocketBase to, AtomicLong given) {
        while (given.get() < ENDLESS && !to.writeQueueFull()) {
            given.addAndGet(BLOCK.length());
            to.writeBinaryMessage(BLOCK);
        }
        to.drainHandler(more -> give(to, given));
    }
}
