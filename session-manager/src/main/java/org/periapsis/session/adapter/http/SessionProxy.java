package org.periapsis.session.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyOptions;
import io.vertx.httpproxy.ProxyResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.periapsis.session.domain.agent.RunId;

/**
 * Passes HTTP and WebSockets on to a session's program on loopback. The program's token is put in here, so that nobody else
 * knows it; whoever the caller is was checked before.
 */
final class SessionProxy {

    private static final int CONNECTIONS = 256;

    private record Target(RunId run, int port) {}

    private final HttpClient client;
    private final Clock clock;
    private final Map<Target, HttpProxy> proxies = new ConcurrentHashMap<>();
    private final Map<RunId, Instant> used = new ConcurrentHashMap<>();

    SessionProxy(Vertx vertx, Clock clock) {
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setDecompressionSupported(false).setTcpNoDelay(true),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS));
        this.clock = clock;
    }

    void pass(HttpServerRequest request, RunId run, int port, String token) {
        used.put(run, clock.instant());
        proxies.computeIfAbsent(new Target(run, port), target -> proxy(target, token))
                .handle(request);
    }

    /** When a session was last used through here. */
    Optional<Instant> lastUse(RunId run) {
        return Optional.ofNullable(used.get(run));
    }

    /** Forgets the sessions that are no more. */
    void keep(java.util.function.Predicate<RunId> live) {
        proxies.keySet().removeIf(target -> !live.test(target.run()));
        used.keySet().removeIf(run -> !live.test(run));
    }

    private HttpProxy proxy(Target target, String token) {
        String authority = "127.0.0.1:" + target.port();
        ProxyInterceptor credentials = new ProxyInterceptor() {
            @Override
            public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
                context.request().setAuthority(HostAndPort.create("127.0.0.1", target.port()));
                context.request().headers().set("Authorization", "token " + token);
                // The program compares the origin with its own address; the portal has compared it with the portal's.
                if (context.request().headers().contains("Origin")) {
                    context.request().headers().set("Origin", "http://" + authority);
                }
                return context.sendRequest();
            }
        };
        return HttpProxy.reverseProxy(new ProxyOptions().setSupportWebSocket(true), client)
                .origin(target.port(), "127.0.0.1")
                .addInterceptor(credentials, true);
    }
}
