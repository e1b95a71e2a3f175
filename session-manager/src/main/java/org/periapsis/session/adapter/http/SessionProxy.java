package org.periapsis.session.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyOptions;
import io.vertx.httpproxy.ProxyResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.http.ProblemHandler;
import org.periapsis.session.domain.agent.RunId;
import org.periapsis.session.domain.run.Endpoint;
import org.periapsis.session.domain.run.StartedRun;

/**
 * Passes HTTP and WebSockets on to a session's program. The program's token is put in here, so that nobody else knows it;
 * whoever the caller is was checked before. Of each session so many requests and so many WebSockets are open at once, counted
 * apart: more are refused at once, and nothing waits.
 */
final class SessionProxy {

    /** Requests under way in one session, and as many WebSockets. */
    static final int MOST = 256;

    /** A connection that is being closed still counts in the pool, but not here. */
    private static final int SPARE = 32;

    /**
     * One session's traffic.
     *
     * @param proxy of its plain requests
     * @param tunnels of its WebSockets
     * @param requests under way
     * @param sockets that are open
     */
    private record Session(HttpProxy proxy, SessionTunnels tunnels, AtomicInteger requests, AtomicInteger sockets) {}

    private record Target(RunId run, Endpoint endpoint) {}

    private final Vertx vertx;
    private final HttpClient client;
    private final Clock clock;
    private final Predicate<StartedRun> own;
    private final Duration silence;
    private final Map<Target, Session> sessions = new ConcurrentHashMap<>();
    private final Map<RunId, Instant> used = new ConcurrentHashMap<>();

    /**
     * @param own whether a program itself answers at its endpoint; may block
     * @param silence of a program that is asked by pings, after which it is dead
     */
    SessionProxy(Vertx vertx, Clock clock, Predicate<StartedRun> own, Duration silence) {
        this.vertx = vertx;
        this.client = Endpoints.client(
                vertx,
                new HttpClientOptions().setDecompressionSupported(false).setTcpNoDelay(true),
                // Each endpoint has a pool of its own.
                new PoolOptions().setHttp1MaxSize(2 * MOST + SPARE).setMaxWaitQueueSize(SPARE));
        this.clock = clock;
        this.own = own;
        this.silence = silence;
    }

    void pass(RoutingContext context, RunId run, StartedRun program, String token) {
        Endpoint endpoint = program.endpoint().orElseThrow();
        used.put(run, clock.instant());
        Session session =
                sessions.computeIfAbsent(new Target(run, endpoint), target -> session(target.endpoint(), token));
        boolean socket = SessionTunnels.asked(context.request());
        AtomicInteger open = socket ? session.sockets() : session.requests();
        if (open.incrementAndGet() > MOST) {
            open.decrementAndGet();
            String detail = socket
                    ? "This session has " + MOST + " WebSockets open, which is as many as it may"
                    : "This session works on " + MOST + " requests, which is as many as it may";
            ProblemHandler.send(context, Problem.unavailable(detail));
            return;
        }
        if (!socket) {
            context.addEndHandler(ended -> open.decrementAndGet());
        }
        HttpServerRequest request = context.request().pause();
        checked(endpoint, program).onComplete(answers -> {
            if (answers.failed() || !answers.result()) {
                if (socket) {
                    open.decrementAndGet();
                }
                request.resume();
                ProblemHandler.send(context, Problem.unavailable("The session's program does not answer"));
            } else if (socket) {
                session.tunnels().open(context, open::decrementAndGet);
            } else {
                session.proxy().handle(request);
            }
        });
    }

    /** At a port that others could take, the token is sent only to the program itself. */
    private Future<Boolean> checked(Endpoint endpoint, StartedRun program) {
        return endpoint instanceof Endpoint.Unix
                ? Future.succeededFuture(true)
                : vertx.executeBlocking(() -> own.test(program), false);
    }

    /** When a session was last used through here. */
    Optional<Instant> lastUse(RunId run) {
        return Optional.ofNullable(used.get(run));
    }

    /** Forgets the sessions that are no more. */
    void keep(Predicate<RunId> live) {
        sessions.keySet().removeIf(target -> !live.test(target.run()));
        used.keySet().removeIf(run -> !live.test(run));
    }

    private Session session(Endpoint endpoint, String token) {
        HostAndPort authority = Endpoints.authority(endpoint);
        ProxyInterceptor credentials = new ProxyInterceptor() {
            @Override
            public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
                context.request().setAuthority(authority);
                context.request().headers().set("Authorization", "token " + token);
                // The program compares the origin with its own address; the portal has compared it with the portal's.
                if (context.request().headers().contains("Origin")) {
                    context.request().headers().set("Origin", "http://" + authority);
                }
                return context.sendRequest();
            }
        };
        HttpProxy proxy = HttpProxy.reverseProxy(new ProxyOptions().setSupportWebSocket(false), client)
                .origin(Endpoints.socket(endpoint))
                .addInterceptor(credentials);
        RequestOptions target = Endpoints.request(endpoint).putHeader("Authorization", "token " + token);
        return new Session(
                proxy, new SessionTunnels(vertx, client, target, silence), new AtomicInteger(), new AtomicInteger());
    }
}
