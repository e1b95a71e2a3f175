package org.periapsis.kit.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.periapsis.kit.config.HttpConfig;
import org.periapsis.kit.config.HttpLimits;
import org.periapsis.kit.config.Networks;
import org.periapsis.kit.observe.Observer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server that listens, within its budgets of connections and time, and goes without cutting what is in hand. */
public final class Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    private static final String DECODER = "httpDecoder";
    /** Beyond its patience: for the last bytes of who reads them. */
    private static final long GRACE_MS = 3_000;
    /** Of a form of several parts, whose fields are texts; the metadata of an upload have at most half. */
    private static final int FORM_FIELD_BYTES = 2 << 20;

    private final Vertx vertx;
    private final HttpConfig config;
    private final HttpServerOptions options;
    private final Networks proxies;
    private final Shares connections;
    private final Accepts accepts;
    private final Budgets budgets;
    private final UnsentAnswers unsent;
    private final HttpServer server;
    private volatile boolean leaving;

    private Listener(Vertx vertx, HttpConfig config, Handler<HttpServerRequest> handler) {
        HttpLimits limits = config.limits();
        this.vertx = vertx;
        this.config = config;
        this.proxies = Networks.of(limits.proxies());
        this.connections = new Shares(limits.connections(), limits.perAddress());
        this.accepts = new Accepts(limits.connections());
        this.budgets = Budgets.of(vertx, limits);
        this.unsent = UnsentAnswers.of(vertx, limits);
        // A body that comes with an upgrade to HTTP/2 is taken whole, however slowly it is read: no upgrades.
        this.options = Compression.offer(new HttpServerOptions())
                .setHttp2ClearTextEnabled(false)
                .setHost(config.host())
                .setPort(config.port())
                .setMaxHeaderSize(32 * 1024)
                .setMaxInitialLineLength(16 * 1024)
                .setMaxFormAttributeSize(FORM_FIELD_BYTES)
                .setTcpNoDelay(true);
        this.server = vertx.createHttpServer(options)
                .connectionHandler(this::opened)
                .invalidRequestHandler(Listener::invalid)
                .requestHandler(request -> {
                    if (leaving) {
                        request.response().putHeader("Connection", "close");
                    }
                    handler.handle(request);
                });
    }

    /** @return listening, with {@code handler} for every well-formed request */
    public static Future<Listener> open(Vertx vertx, HttpConfig config, Handler<HttpServerRequest> handler) {
        Listener listener = new Listener(vertx, config, handler);
        return listener.server.listen().map(listener);
    }

    public int actualPort() {
        return server.actualPort();
    }

    /** Goes at once. */
    public Future<Void> close() {
        return server.close();
    }

    /**
     * Goes in order: is not ready, answers until that was noticed, takes no new connection, tells what would never end, and waits
     * for the rest within its patience.
     */
    public Future<Void> drain(Observer observer) {
        observer.check("listener", false, "stopping: what is in hand is finished");
        leaving = true;
        long notice = config.drain().notice().toMillis();
        long patience = config.drain().patience().toMillis();
        LOG.info("event=draining port={} notice_ms={} patience_ms={}", server.actualPort(), notice, patience);
        Future<?> noticed = notice == 0 ? Future.succeededFuture() : vertx.timer(notice);
        return noticed.compose(
                // Somebody who does not read what was sent to them keeps nobody from leaving.
                seen -> server.shutdown(Math.max(1, patience), TimeUnit.MILLISECONDS)
                        .timeout(patience + GRACE_MS, TimeUnit.MILLISECONDS));
    }

    /** Finds a peer of a client's connection that is gone without a word. */
    public static void keepAlive(HttpConnection connection) {
        KeepAlive.on(connection);
    }

    /** How often this listener asks who is at the other end of a WebSocket whether it is there. */
    public static Duration ping(RoutingContext context) {
        return Budgets.of(context).ping();
    }

    /** Has something done when the connection of a request is gone, whatever it has become. */
    public static void onClose(HttpServerRequest request, Runnable done) {
        channel(request.connection()).closeFuture().addListener(closed -> done.run());
    }

    static Channel channel(HttpConnection connection) {
        if (connection instanceof ConnectionBase base) {
            return base.channel();
        }
        throw new IllegalStateException("a connection of an unknown kind: " + connection.getClass());
    }

    private void opened(HttpConnection connection) {
        KeepAlive.on(connection);
        Channel channel = channel(connection);
        accepts.watch(channel);
        ClientAddress.trust(channel, proxies);
        budgets.carriedBy(channel);
        Deadlines deadlines = new Deadlines(config.limits());
        channel.pipeline().replace(DECODER, DECODER, new RequestDecoder(options, deadlines));
        channel.pipeline().addBefore("handler", "deadlines", deadlines);
        unsent.watch(channel);
        String peer = ClientAddress.peer(connection.remoteAddress());
        // A proxy stands for many; what each of them may have is counted where it is known who asks.
        String whose = proxies.have(peer) ? "proxy " + channel.id() : ClientAddress.network(peer);
        Optional<Shares.Refusal> refused = connections.enter(whose);
        if (refused.isEmpty()) {
            channel.closeFuture().addListener(closed -> connections.leave(whose));
        } else {
            RawAnswer.send(channel, tooMany(refused.get()));
        }
    }

    private static Problem tooMany(Shares.Refusal refusal) {
        return switch (refusal) {
            case SHARE -> Problem.tooMuch("too-many-connections", "Too many connections come from your address");
            case FULL -> Problem.unavailable("Too many connections are open");
        };
    }

    private static void invalid(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        Problem problem = Problem.badRequest(
                "request",
                "This is not a well-formed request",
                "End lines with CR LF, say the length of a body once, and name one host");
        if (cause instanceof TooLongHttpLineException) {
            problem = Problem.of("too-long", 414, "The address is too long").remedy("Send parameters in a body");
        } else if (cause instanceof TooLongHttpHeaderException) {
            problem = Problem.of("too-long", 431, "The headers are too long").remedy("Send fewer or shorter ones");
        }
        request.response().putHeader("Connection", "close");
        ProblemHandler.send(request.response(), "", problem);
    }
}
