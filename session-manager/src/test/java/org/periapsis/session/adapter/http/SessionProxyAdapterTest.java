package org.periapsis.session.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.parsetools.RecordParser;
import io.vertx.ext.web.Router;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.embedded.Patience;
import org.periapsis.session.domain.agent.RunId;
import org.periapsis.session.domain.run.Endpoint;
import org.periapsis.session.domain.run.RunKey;
import org.periapsis.session.domain.run.StartedRun;

/** Into a program behind a Unix socket. */
class SessionProxyAdapterTest {

    private static final String TOKEN = "t0k3n";

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger sockets = new AtomicInteger();
    private final AtomicInteger silent = new AtomicInteger();
    /** Answers one request each, on the thread that the request came on. */
    private final List<Runnable> held = Collections.synchronizedList(new ArrayList<>());

    private HttpClient client;
    private WebSocketClient dialler;
    private int port;

    @BeforeEach
    void start() throws Exception {
        Path socket = directory.resolve("program");
        get(vertx.createHttpServer(new HttpServerOptions().setRegisterWebSocketWriteHandlers(false))
                .webSocketHandshakeHandler(handshake -> {
                    if (handshake.path().equals("/closed")) {
                        handshake.reject(403);
                    } else {
                        handshake.accept();
                    }
                })
                .webSocketHandler(each -> {
                    sockets.incrementAndGet();
                    each.closeHandler(gone -> sockets.decrementAndGet());
                    each.textMessageHandler(text -> each.writeTextMessage(each.headers()
                                    .get("Authorization") + " " + each.headers().get("Origin") + " " + text));
                })
                .requestHandler(request -> {
                    if (request.path().equals("/held")) {
                        Context context = vertx.getOrCreateContext();
                        held.add(() -> context.runOnContext(
                                answered -> request.response().end("done")));
                    } else {
                        request.response()
                                .end(request.getHeader("Authorization") + " " + request.getHeader("Host") + " "
                                        + request.uri());
                    }
                })
                .listen(SocketAddress.domainSocketAddress(socket.toString())));
        RunId id = new RunId(UUID.randomUUID(), "0", 1);
        StartedRun program = new StartedRun(
                RunKey.session("run", 1),
                Optional.of(new Endpoint.Unix(socket)),
                Instant.EPOCH,
                new CompletableFuture<>());
        SessionProxy proxy = new SessionProxy(vertx, Clock.systemUTC(), run -> false, Duration.ofMinutes(10));
        SessionProxy impatient = new SessionProxy(vertx, Clock.systemUTC(), run -> false, Duration.ofMillis(600));
        StartedRun gone = new StartedRun(
                RunKey.session("gone", 1),
                Optional.of(new Endpoint.Unix(vanished())),
                Instant.EPOCH,
                new CompletableFuture<>());
        RunId other = new RunId(UUID.randomUUID(), "0", 1);
        Router router = Router.router(vertx);
        router.route("/quiet").handler(context -> impatient.pass(context, id, program, TOKEN));
        router.route("/gone").handler(context -> impatient.pass(context, other, gone, TOKEN));
        router.route().handler(context -> proxy.pass(context, id, program, TOKEN));
        port = get(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"))
                .actualPort();
        client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(1000));
        dialler = vertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(1000));
    }

    /** What opens WebSockets, and then neither says nor answers anything. */
    private Path vanished() throws Exception {
        Path socket = directory.resolve("gone");
        get(vertx.createNetServer()
                .connectHandler(each -> {
                    silent.incrementAndGet();
                    each.closeHandler(closed -> silent.decrementAndGet());
                    each.handler(RecordParser.newDelimited("\r\n", line -> {
                        String text = line.toString();
                        if (text.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key:")) {
                            each.write(
                                    "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                                            + "Sec-WebSocket-Accept: "
                                            + accept(text.substring(text.indexOf(':') + 1)
                                                    .trim())
                                            + "\r\n\r\n");
                        }
                    }));
                })
                .listen(SocketAddress.domainSocketAddress(socket.toString())));
        return socket;
    }

    /** RFC 6455, 4.2.2. */
    private static String accept(String key) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1")
                            .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                                    .getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void close() throws Exception {
        get(vertx.close());
    }

    @Test
    void theProgramsTokenReplacesTheCallers() throws Exception {
        HttpClientResponse answer = get(ask("/a?b=c"));

        assertThat(get(answer.body()).toString()).isEqualTo("token " + TOKEN + " 127.0.0.1:8888 /a?b=c");
        WebSocket socket = get(dial());
        CompletableFuture<String> said = new CompletableFuture<>();
        socket.textMessageHandler(said::complete);
        get(socket.writeTextMessage("hello"));
        assertThat(said.get(30, TimeUnit.SECONDS)).isEqualTo("token " + TOKEN + " http://127.0.0.1:8888 hello");
    }

    @Test
    void oneWebSocketTooManyIsRefusedAtOnceAndNothingElseWaits() throws Exception {
        List<WebSocket> open = dialMany(dialler);

        assertThatThrownBy(() -> get(dial()))
                .hasCauseInstanceOf(UpgradeRejectedException.class)
                .satisfies(thrown -> {
                    UpgradeRejectedException refused = (UpgradeRejectedException) thrown.getCause();
                    assertThat(refused.getStatus()).isEqualTo(503);
                    assertThat(refused.getHeaders().get("Retry-After")).isNotNull();
                    assertThat(refused.getBody().toString()).contains("256 WebSockets");
                });
        assertThat(get(ask("/still")).statusCode()).isEqualTo(200);

        get(open.get(0).close());
        await("one place left", () -> sockets.get() == SessionProxy.MOST - 1);
        WebSocket again = get(dial());
        CompletableFuture<String> said = new CompletableFuture<>();
        again.textMessageHandler(said::complete);
        get(again.writeTextMessage("x"));
        assertThat(said.get(30, TimeUnit.SECONDS)).endsWith("x");
    }

    @Test
    void oneRequestTooManyIsRefusedAtOnceAndTheirEndMakesRoom() throws Exception {
        List<Future<HttpClientResponse>> waiting = new ArrayList<>();
        for (int i = 0; i < SessionProxy.MOST; i++) {
            waiting.add(ask("/held"));
        }
        await("all places taken", () -> held.size() == SessionProxy.MOST);

        HttpClientResponse refused = get(ask("/more"));
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.getHeader("Retry-After")).isNotNull();
        // WebSockets are counted apart.
        get(get(dial()).close());

        held.forEach(Runnable::run);
        for (Future<HttpClientResponse> each : waiting) {
            assertThat(get(get(each).body()).toString()).isEqualTo("done");
        }
        assertThat(get(ask("/more")).statusCode()).isEqualTo(200);
    }

    @Test
    void aProgramsRefusalIsPassedOn() {
        for (int i = 0; i < SessionProxy.MOST + 1; i++) {
            assertThatThrownBy(() -> get(dialler.connect(options("/closed"))))
                    .hasCauseInstanceOf(UpgradeRejectedException.class)
                    .satisfies(thrown -> assertThat(((UpgradeRejectedException) thrown.getCause()).getStatus())
                            .isEqualTo(403));
        }
    }

    @Test
    void aProgramThatIsGoneWithoutAWordIsFoundAndTheOtherSideIsClosed() throws Exception {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        WebSocket socket = get(dialler.connect(options("/gone")));
        socket.closeHandler(closed::complete);

        closed.get(30, TimeUnit.SECONDS);
        await("the end of the silent one", () -> silent.get() == 0);
    }

    @Test
    void aWebSocketOnWhichNobodySpeaksStaysAsLongAsTheProgramAnswersPings() throws Exception {
        WebSocket socket = get(dialler.connect(options("/quiet")));
        CompletableFuture<String> said = new CompletableFuture<>();
        CompletableFuture<Void> closed = new CompletableFuture<>();
        socket.textMessageHandler(said::complete);
        socket.closeHandler(closed::complete);
        AtomicInteger answers = new AtomicInteger();
        socket.pongHandler(unasked -> answers.incrementAndGet());

        await("some answers", () -> answers.get() > 5);
        get(socket.writeTextMessage("still"));
        assertThat(said.get(30, TimeUnit.SECONDS)).endsWith("still");
        assertThat(closed).isNotDone();
    }

    @Test
    void thoseWhoLeaveMakeRoom() throws Exception {
        HttpClient leaving = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(1000));
        for (int i = 0; i < SessionProxy.MOST; i++) {
            ask(leaving, "/held");
        }
        await("all places taken", () -> held.size() == SessionProxy.MOST);
        WebSocketClient gone = vertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(1000));
        dialMany(gone);
        assertThat(get(ask("/more")).statusCode()).isEqualTo(503);

        get(leaving.close());
        get(gone.close());

        await("all places free", () -> sockets.get() == 0);
        await("an answer", () -> get(ask("/more")).statusCode() == 200);
        get(get(dial()).close());
    }

    private Future<HttpClientResponse> ask(String uri) {
        return ask(client, uri);
    }

    /** On an event loop: asked from a test's thread, an answer can be over before anybody listens, and then never comes. */
    private Future<HttpClientResponse> ask(HttpClient client, String uri) {
        Promise<HttpClientResponse> told = Promise.promise();
        vertx.runOnContext(here -> client.request(HttpMethod.GET, port, "127.0.0.1", uri)
                .compose(request ->
                        request.putHeader("Authorization", "Bearer mine").send())
                .compose(answer -> answer.body().map(answer))
                .onComplete(told));
        return told.future();
    }

    private Future<WebSocket> dial() {
        return dial(dialler);
    }

    private Future<WebSocket> dial(WebSocketClient dialler) {
        return dialler.connect(options("/ws"));
    }

    private WebSocketConnectOptions options(String uri) {
        return new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI(uri)
                .addHeader("Origin", "https://portal.test");
    }

    private List<WebSocket> dialMany(WebSocketClient dialler) throws Exception {
        List<Future<WebSocket>> dialled = new ArrayList<>();
        for (int i = 0; i < SessionProxy.MOST; i++) {
            dialled.add(dial(dialler));
        }
        return get(Future.all(dialled)).list();
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static void await(String what, Patience.Condition condition) {
        Patience.until(what, Duration.ofMinutes(1), condition);
    }
}
