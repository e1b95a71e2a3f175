package org.periapsis.kit.http;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import java.time.Duration;
import java.util.Optional;

/**
 * Reads a body whole, within its limit, its time and the process's budget; the one way in which that is done. What is over a
 * budget is answered at once, and the rest of it is not waited for.
 */
public final class BodyReader implements Handler<RoutingContext> {
    private static final long REST_MS = 1_000;

    private final long limit;

    /** @param limit bytes that a body of this route has at most */
    public BodyReader(long limit) {
        this.limit = limit;
    }

    @Override
    public void handle(RoutingContext context) {
        RoutingContextInternal inner = (RoutingContextInternal) context;
        HttpServerRequest request = context.request();
        if (inner.seenHandler(RoutingContextInternal.BODY_HANDLER)) {
            context.next();
            return;
        }
        inner.visitHandler(RoutingContextInternal.BODY_HANDLER);
        String length = request.getHeader("Content-Length");
        if (length == null && request.getHeader("Transfer-Encoding") == null) {
            request.resume();
            context.next();
            return;
        }
        if (length != null && Long.parseLong(length) > limit) {
            new Reading(context).refuse(tooLarge());
            return;
        }
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            context.response().writeContinue();
        }
        new Reading(context).begin();
    }

    private Problem tooLarge() {
        return Problem.of("too-large", 413, "The body is longer than the " + limit + " bytes that this operation takes")
                .field("body")
                .remedy("Send less at once");
    }

    /** One body on its way. On the connection's event loop. */
    private final class Reading {
        private final RoutingContext context;
        private final Vertx vertx;
        private final BodyBudget.Part part;
        private final long timer;
        private Buffer body = Buffer.buffer();
        private boolean over;

        Reading(RoutingContext context) {
            Budgets budgets = Budgets.of(context);
            this.context = context;
            this.vertx = context.vertx();
            this.part = budgets.bodies().part(ClientAddress.who(context));
            Duration patience = budgets.patience();
            this.timer = vertx.setTimer(
                    patience.toMillis(),
                    late -> refuse(
                            Problem.of("too-slow", 408, "The body did not come in " + patience.toSeconds() + " s")
                                    .field("body")
                                    .remedy("Send it again, at once")));
            context.addEndHandler(answered -> close());
        }

        void begin() {
            HttpServerRequest request = context.request();
            request.exceptionHandler(gone -> {
                if (!over) {
                    over = true;
                    close();
                    context.fail(gone);
                }
            });
            request.handler(this::take).endHandler(end -> done()).resume();
        }

        private void take(Buffer bytes) {
            if (over) {
                return;
            }
            if (body.length() + bytes.length() > limit) {
                refuse(tooLarge());
                return;
            }
            Optional<Shares.Refusal> refused = part.take(bytes.length());
            if (refused.isEmpty()) {
                body.appendBuffer(bytes);
            } else if (refused.get() == Shares.Refusal.SHARE) {
                refuse(Problem.tooMuch("too-many-bodies", "Too much of what you are sending is being read at once"));
            } else {
                refuse(Problem.unavailable("Too much is being sent at once"));
            }
        }

        void done() {
            if (!over) {
                over = true;
                vertx.cancelTimer(timer);
                ((RoutingContextInternal) context).setBody(body.length() == 0 ? null : body);
                body = Buffer.buffer();
                context.next();
            }
        }

        void refuse(Problem problem) {
            if (over) {
                return;
            }
            over = true;
            body = Buffer.buffer();
            vertx.cancelTimer(timer);
            HttpServerRequest request = context.request();
            context.response().putHeader("Connection", "close");
            // Who sends on hears the answer before the connection goes.
            request.handler(rest -> {}).endHandler(end -> {}).exceptionHandler(gone -> {});
            request.resume();
            vertx.setTimer(REST_MS, rest -> request.connection().close());
            context.fail(problem.exception());
        }

        private void close() {
            vertx.cancelTimer(timer);
            part.close();
        }
    }
}
