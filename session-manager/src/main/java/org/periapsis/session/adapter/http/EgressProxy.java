package org.periapsis.session.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.periapsis.session.domain.run.EgressAsk;
import org.periapsis.session.domain.run.EgressRules;
import org.periapsis.session.domain.run.PortalAsk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way out of runs: an HTTP proxy on a Unix socket that only their relays reach. Names are looked up here, once, and what
 * they lead to is checked before it is connected to. Refusals say why in the status line, which is what pip and others print.
 */
public final class EgressProxy {

    private static final Logger LOG = LoggerFactory.getLogger(EgressProxy.class);
    private static final int MOST = 512;
    private static final int LOOKUPS = 8;
    private static final int HEAD = 16 << 10;
    private static final long HEAD_MS = 10_000;
    private static final int CONNECT_MS = 10_000;
    private static final int IDLE_S = 300;
    private static final String END_OF_HEAD = "\r\n\r\n";
    /** What a relay says first, on a line of its own: whose it is. What the run itself says comes after it. */
    private static final String RELAY = "RUN ";

    private final Vertx vertx;
    private final EgressRules rules;
    private final OwnTokens tokens;
    private final WorkerExecutor names;
    private final NetClient plain;
    private final NetClient encrypted;
    private final AtomicInteger open = new AtomicInteger();

    private EgressProxy(Vertx vertx, EgressRules rules, OwnTokens tokens) {
        this.vertx = vertx;
        this.rules = rules;
        this.tokens = tokens;
        // Looking up a name can take long: who asks for many waits for oneself.
        this.names = vertx.createSharedWorkerExecutor("egress-names", LOOKUPS);
        NetClientOptions options = new NetClientOptions()
                .setConnectTimeout(CONNECT_MS)
                .setIdleTimeout(IDLE_S)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        this.plain = vertx.createNetClient(options);
        this.encrypted = vertx.createNetClient(
                new NetClientOptions(options).setSsl(true).setHostnameVerificationAlgorithm("HTTPS"));
    }

    /**
     * Opens it.
     *
     * @param socket in a directory that only relays and this process can enter; one of an earlier life is replaced
     */
    public static Future<NetServer> listen(Vertx vertx, EgressRules rules, OwnTokens tokens, Path socket) {
        EgressProxy proxy = new EgressProxy(vertx, rules, tokens);
        NetServerOptions options = new NetServerOptions().setIdleTimeout(IDLE_S).setIdleTimeoutUnit(TimeUnit.SECONDS);
        return vertx.executeBlocking(() -> Files.deleteIfExists(socket), false)
                .compose(cleared -> vertx.createNetServer(options)
                        .connectHandler(proxy::welcome)
                        .listen(SocketAddress.domainSocketAddress(socket.toString())))
                .compose(server ->
                        vertx.executeBlocking(() -> forRelays(socket), false).map(server));
    }

    private static Path forRelays(Path socket) throws IOException {
        return Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
    }

    private void welcome(NetSocket run) {
        run.exceptionHandler(broken -> run.close());
        if (open.incrementAndGet() > MOST) {
            open.decrementAndGet();
            refuse(run, 503, "too many connections of runs are open at this site");
            return;
        }
        long deadline = vertx.setTimer(HEAD_MS, late -> refuse(run, 408, "the request did not come in time"));
        run.closeHandler(gone -> {
            open.decrementAndGet();
            vertx.cancelTimer(deadline);
        });
        Buffer head = Buffer.buffer();
        run.handler(piece -> {
            int from = Math.max(0, head.length() - END_OF_HEAD.length());
            head.appendBuffer(piece);
            String text = head.getString(from, head.length(), "ISO-8859-1");
            int end = text.indexOf(END_OF_HEAD);
            if (end >= 0) {
                run.pause();
                run.handler(null);
                vertx.cancelTimer(deadline);
                int length = from + end;
                Buffer rest = head.getBuffer(length + END_OF_HEAD.length(), head.length());
                asked(run, head.getString(0, length, "ISO-8859-1"), rest);
            } else if (head.length() > HEAD) {
                run.handler(null);
                refuse(run, 431, "the request's head is too long");
            }
        });
    }

    private void asked(NetSocket run, String said, Buffer rest) {
        int first = said.startsWith(RELAY) ? said.indexOf("\r\n") : -1;
        Optional<String> relay = first < 0 ? Optional.empty() : Optional.of(said.substring(RELAY.length(), first));
        Optional<EgressAsk> read = EgressAsk.read(first < 0 ? said : said.substring(first + 2), rules);
        if (read.isEmpty()) {
            refuse(run, 400, "this is a proxy, and takes CONNECT and http:// only");
            return;
        }
        EgressAsk ask = read.get();
        Optional<String> refusal = rules.refusal(ask.to());
        if (refusal.isPresent()) {
            LOG.info("egress refused to={}", ask.to());
            refuse(run, 403, refusal.get());
        } else if (!rules.isPortal(ask.to())) {
            go(run, ask, rest, Long.MAX_VALUE);
        } else if (ask.tunnel()) {
            if (rules.opensPortal()) {
                go(run, ask, rest, Long.MAX_VALUE);
            } else {
                refuse(run, PortalAsk.tunnel());
            }
        } else {
            toPortal(run, relay, ask, rest);
        }
    }

    private void toPortal(NetSocket run, Optional<String> relay, EgressAsk ask, Buffer rest) {
        PortalAsk asked = PortalAsk.read(ask.head());
        if (asked instanceof PortalAsk.Taken taken) {
            taken.token()
                    .map(token -> tokens.refusal(relay, token))
                    .orElseGet(() -> Future.succeededFuture(Optional.empty()))
                    .onSuccess(why -> why.ifPresentOrElse(
                            refused -> refuse(run, refused), () -> go(run, ask, rest, taken.length())));
        } else if (asked instanceof PortalAsk.Refused refused) {
            refuse(run, refused);
        }
    }

    /** @param length bytes after the head that are taken to the other side; of the portal's requests one comes with each connection */
    private void go(NetSocket run, EgressAsk ask, Buffer rest, long length) {
        names.executeBlocking(() -> address(ask), false)
                .recover(unknown -> Future.failedFuture(
                        new Refusal(502, "there is no host " + ask.to().host())))
                .compose(found -> found.map(address -> connect(ask, address))
                        .orElseGet(() -> Future.failedFuture(new Refusal(
                                403,
                                ask.to() + " is inside this site and not on the Internet (agent.egress.networks)"))))
                .onFailure(failure -> {
                    Refusal why = failure instanceof Refusal told
                            ? told
                            : new Refusal(502, ask.to() + " cannot be reached from this site");
                    LOG.info("egress failed to={} reason={}", ask.to(), failure.getMessage());
                    refuse(run, why.status, why.getMessage());
                })
                .onSuccess(far -> join(run, far, ask, rest, length));
    }

    /** An address of the host that may be reached; empty when it has others only. */
    private Optional<InetAddress> address(EgressAsk ask) throws IOException {
        return Stream.of(InetAddress.getAllByName(ask.to().host()))
                .filter(address -> rules.reachable(ask.to(), address))
                .findFirst();
    }

    private Future<NetSocket> connect(EgressAsk ask, InetAddress address) {
        SocketAddress at = SocketAddress.inetSocketAddress(ask.to().port(), address.getHostAddress());
        return ask.tls() ? encrypted.connect(at, ask.to().host()) : plain.connect(at);
    }

    /** What one side has sent still arrives when it closes. */
    private static void join(NetSocket run, NetSocket far, EgressAsk ask, Buffer rest, long length) {
        LOG.debug("egress to={}", ask.to());
        far.pause();
        far.exceptionHandler(broken -> far.close());
        if (ask.tunnel()) {
            run.write("HTTP/1.1 200 Connection established\r\n\r\n");
        } else {
            far.write(ask.head());
        }
        onward(run, far, rest, length);
        far.pipe().endOnComplete(false).to(run).onComplete(end -> run.close());
    }

    /** What comes after those bytes would be another request, which nobody has looked at: it goes nowhere. */
    private static void onward(NetSocket run, NetSocket far, Buffer rest, long length) {
        AtomicLong left = new AtomicLong(length);
        Handler<Buffer> taken = piece -> {
            int part = (int) Math.min(piece.length(), left.get());
            left.addAndGet(-part);
            if (part > 0) {
                far.write(part == piece.length() ? piece : piece.getBuffer(0, part));
                if (far.writeQueueFull()) {
                    run.pause();
                    far.drainHandler(room -> run.resume());
                }
            }
        };
        run.endHandler(end -> far.close());
        run.handler(taken);
        taken.handle(rest);
        run.resume();
    }

    private static void refuse(NetSocket run, PortalAsk.Refused why) {
        LOG.info("egress refused to=portal status={}", why.status());
        refuse(run, why.status(), why.why());
    }

    private static void refuse(NetSocket run, int status, String why) {
        byte[] body = (why + "\n").getBytes(StandardCharsets.UTF_8);
        Buffer answer = Buffer.buffer("HTTP/1.1 " + status + " " + why.replaceAll("[^\\x20-\\x7E]", "?")
                + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: " + body.length
                + "\r\nConnection: close\r\n\r\n");
        // What it still sends is not waited for.
        run.pause();
        run.end(answer.appendBytes(body));
    }

    /** Why it does not go on. */
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1;
        private final int status;

        Refusal(int status, String why) {
            super(why, null, false, false);
            this.status = status;
        }
    }
}
