package org.periapsis.portal.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.RoutingContext;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyResponse;
import java.net.URI;
import java.util.List;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.http.ProblemHandler;
import org.periapsis.kit.http.ServiceRoutes;

/**
 * Passes a request on to a service and streams the answer back, WebSockets included. The cookie stays here; the service sees
 * the caller's bearer token.
 */
final class Relay {
    private static final long CONNECT_MS = 3_000;

    private final HttpClient client;

    Relay(HttpClient client) {
        this.client = client;
    }

    /**
     * @param service its name for people, when it does not answer
     * @param uri path and query that the service sees
     */
    void pass(RoutingContext context, String service, URI target, String uri) {
        context.request().pause();
        RequestOptions options = new RequestOptions()
                .setHost(target.getHost())
                .setPort(target.getPort() < 0 ? 80 : target.getPort())
                .setMethod(context.request().method())
                .setURI(uri)
                .setConnectTimeout(CONNECT_MS);
        client.request(options)
                .onFailure(failure -> {
                    context.request().resume();
                    ProblemHandler.send(
                            context,
                            Problem.unavailable("The " + service + " service does not answer now")
                                    .field(service));
                })
                .onSuccess(outgoing -> HttpProxy.reverseProxy(client)
                        .origin(proxied -> Future.succeededFuture(outgoing))
                        .addInterceptor(
                                new Headers(ServiceRoutes.caller(context), ServiceRoutes.trace(context), uri), true)
                        .handle(context.request()));
    }

    /** Puts the caller's token in the place of the cookie. */
    private record Headers(Caller caller, String trace, String uri) implements ProxyInterceptor {
        @Override
        public Future<ProxyResponse> handleProxyRequest(ProxyContext proxied) {
            proxied.request().setURI(uri);
            proxied.request().headers().remove("Cookie").remove("Authorization");
            if (!caller.anonymous()) {
                proxied.request().putHeader("Authorization", "Bearer " + caller.bearer());
            }
            proxied.request().putHeader("traceparent", trace);
            return proxied.sendRequest();
        }

        /** What runs behind the door may not replace the door's own cookie. */
        @Override
        public Future<Void> handleProxyResponse(ProxyContext proxied) {
            List<String> cookies = proxied.response().headers().getAll("Set-Cookie").stream()
                    .filter(cookie -> !cookie.trim().startsWith(Identity.COOKIE + "="))
                    .toList();
            proxied.response().headers().remove("Set-Cookie");
            cookies.forEach(cookie -> proxied.response().headers().add("Set-Cookie", cookie));
            return proxied.sendResponse();
        }
    }
}
