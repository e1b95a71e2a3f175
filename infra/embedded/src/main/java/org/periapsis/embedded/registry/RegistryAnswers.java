package org.periapsis.embedded.registry;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import org.periapsis.embedded.registry.RegistryException.Code;
import org.periapsis.kit.http.ProblemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts answers and refusals on the wire. */
final class RegistryAnswers {

    private static final Logger LOG = LoggerFactory.getLogger(RegistryAnswers.class);

    private RegistryAnswers() {}

    static void send(RoutingContext c, Object json) {
        c.response()
                .putHeader("Content-Type", Wire.CONTENT_TYPE)
                .end(json instanceof JsonArray array ? array.toBuffer() : ((JsonObject) json).toBuffer());
    }

    /** Answers a request that failed with the code that clients know. */
    static void fail(RoutingContext c) {
        RegistryException e = refusal(c);
        if (e.code() == Code.UNAUTHORIZED) {
            c.response().putHeader("WWW-Authenticate", "Basic realm=\"schema registry\"");
        }
        Buffer body = Wire.error(e).toBuffer();
        c.response()
                .setStatusCode(e.code().status())
                .putHeader("Content-Type", Wire.CONTENT_TYPE)
                .end(body);
    }

    private static RegistryException refusal(RoutingContext c) {
        if (c.failure() instanceof RegistryException known) {
            return known;
        }
        if (c.failure() instanceof ProblemException over) {
            return new RegistryException(Code.INVALID_REQUEST, over.problem().detail());
        }
        if (c.statusCode() >= 400 && c.statusCode() < 500) {
            return new RegistryException(Code.INVALID_REQUEST, "the request is not valid: HTTP " + c.statusCode());
        }
        LOG.error("part=registry path={} failed", c.request().path(), c.failure());
        return new RegistryException(Code.INTERNAL, "Error in the backend datastore");
    }
}
