package org.periapsis.ingest.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import org.periapsis.kit.http.Problem;

/**
 * What handlers of a request's stream throw reaches nobody, and the request would stay without an answer for ever. Here it fails
 * the request.
 */
final class Heard {
    private Heard() {}

    static <T> Handler<T> by(RoutingContext context, Handler<T> handler) {
        return event -> {
            try {
                handler.handle(event);
            } catch (RuntimeException e) {
                context.fail(e);
            }
        };
    }

    /** Reads a body to its end. What is longer fails when it has ended, so that its sender hears why. */
    static Future<Buffer> body(RoutingContext context, int most) {
        Promise<Buffer> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        HttpServerRequest request = context.request();
        request.handler(bytes -> {
            if (body.length() <= most) {
                body.appendBuffer(bytes);
            }
        });
        request.exceptionHandler(whole::tryFail);
        request.endHandler(end -> {
            if (body.length() > most) {
                whole.tryFail(Problem.of("too-large", 413, "The body is longer than " + most + " bytes")
                        .exception());
            } else {
                whole.tryComplete(body);
            }
        });
        return whole.future();
    }
}
