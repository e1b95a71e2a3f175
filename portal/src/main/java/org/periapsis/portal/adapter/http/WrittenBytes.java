package org.periapsis.portal.adapter.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import org.periapsis.kit.http.ClientAddress;
import org.periapsis.kit.http.Problem;
import org.periapsis.portal.domain.ByteAllowance;

/**
 * What one person, or an address of nobody, writes: nearly all of it is kept on the log, and some for ever. Files of archives have
 * bounds of their own, and what only asks leaves nothing.
 */
final class WrittenBytes implements Handler<RoutingContext> {
    /** What is kept of a request that says nothing. */
    private static final long LEAST = 1_024;

    private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final List<String> NOT_COUNTED = List.of("/api/archives/", "/api/products/", "/api/placements/");

    private final ByteAllowance allowance;

    WrittenBytes(ByteAllowance allowance) {
        this.allowance = allowance;
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (READS.contains(request.method()) || NOT_COUNTED.stream().anyMatch(request.path()::startsWith)) {
            context.next();
            return;
        }
        String who = ClientAddress.who(context);
        allowance.wait(who).ifPresent(wait -> {
            throw Problem.of("too-much-written", 429, "You have written more than one may in so short a time")
                    .remedy(
                            "Try again after the seconds in Retry-After; name many products by a query instead of their ids")
                    .retryAfter(wait)
                    .exception();
        });
        String length = request.getHeader("Content-Length");
        allowance.spend(who, LEAST + (length == null ? 0 : Long.parseLong(length)));
        if (length == null) {
            context.addEndHandler(done -> allowance.spend(who, request.bytesRead()));
        }
        context.next();
    }
}
