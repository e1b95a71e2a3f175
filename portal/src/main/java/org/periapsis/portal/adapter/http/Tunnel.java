package org.periapsis.portal.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetSocket;
import io.vertx.ext.web.RoutingContext;
import org.periapsis.kit.http.Listener;
import org.periapsis.kit.http.Pulse;

/**
 * A WebSocket through the door: the bytes of its frames, as they come, so that a large frame is never held here. Each side is
 * read only as fast as the other takes it; when one closes, what it has sent still arrives, then the other is closed. Both are
 * asked by pings whether they are there.
 */
final class Tunnel {
    private static final long LAST_BYTES_MS = 10_000;

    private Tunnel() {}

    static boolean asked(HttpServerRequest request) {
        return HttpMethod.GET.equals(request.method()) && "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
    }

    /** Sends the upgrade. */
    static Future<HttpClientResponse> connect(HttpServerRequest request, HttpClientRequest outgoing) {
        outgoing.putHeader("Connection", "Upgrade").putHeader("Upgrade", "websocket");
        request.resume();
        return outgoing.connect();
    }

    /** @param answer status 101, paused */
    static void join(RoutingContext context, HttpClientResponse answer) {
        NetSocket upstream = answer.netSocket().pause();
        Pulse.ofServer(answer, Listener.ping(context));
        Passage passage = Passage.of(context);
        passage.answer(answer.headers(), context.response().headers());
        context.response().setStatusCode(101).putHeader("Connection", "Upgrade").putHeader("Upgrade", "websocket");
        context.request()
                .toNetSocket()
                .onFailure(failure -> {
                    upstream.close();
                    passage.closed();
                })
                .onSuccess(person -> {
                    Runnable over = OpenExchanges.becomes(context, person);
                    passage.opened(person);
                    person.pipe().endOnComplete(false).to(upstream).onComplete(end -> upstream.close());
                    upstream.pipe().endOnComplete(false).to(person).onComplete(end -> person.close());
                    // One who has gone while the other does not read would never be seen at the end of the pipe.
                    person.closeHandler(gone -> {
                        over.run();
                        passage.closed();
                        context.vertx().setTimer(LAST_BYTES_MS, late -> upstream.close());
                    });
                });
    }
}
