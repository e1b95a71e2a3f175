package org.periapsis.session.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.http.ProblemHandler;
import org.periapsis.kit.http.Pulse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * WebSockets into one session: the bytes of their frames, each side read only as fast as the other takes them. A program that
 * answers no ping for minutes is taken for dead; the person's side is asked by the listener.
 */
final class SessionTunnels {

    private static final Logger LOG = LoggerFactory.getLogger(SessionTunnels.class);
    private static final long ANSWER_MS = 30_000;

    /** Of one connection, or said by this side itself. The portal's cookie has not come this far. */
    private static final Set<String> STAYS = Set.of(
            "host",
            "authorization",
            "connection",
            "upgrade",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "content-length",
            "expect");

    private final Vertx vertx;
    private final HttpClient client;
    private final RequestOptions target;
    private final Duration silence;

    /**
     * @param target the program, with what it asks for
     * @param silence of a program that is asked, after which it is dead
     */
    SessionTunnels(Vertx vertx, HttpClient client, RequestOptions target, Duration silence) {
        this.vertx = vertx;
        this.client = client;
        this.target = target;
        this.silence = silence;
    }

    static boolean asked(HttpServerRequest request) {
        return HttpMethod.GET.equals(request.method()) && "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
    }

    /**
     * Opens one.
     *
     * @param closed called once, when it is no more
     */
    void open(RoutingContext context, Runnable closed) {
        AtomicBoolean over = new AtomicBoolean();
        Runnable once = () -> {
            if (over.compareAndSet(false, true)) {
                closed.run();
            }
        };
        RequestOptions options = new RequestOptions(target)
                .setMethod(HttpMethod.GET)
                .setURI(context.request().uri());
        AtomicBoolean known = new AtomicBoolean();
        client.request(options)
                .compose(outgoing -> {
                    // One who leaves meanwhile takes the question along.
                    context.addEndHandler(ended -> {
                        if (!known.get()) {
                            outgoing.reset();
                        }
                    });
                    return connect(context, outgoing);
                })
                .onComplete(answer -> known.set(true))
                .onSuccess(answer -> answered(context, answer, once))
                .onFailure(failure -> {
                    LOG.debug("session does not answer cause={}", failure.toString());
                    once.run();
                    context.request().resume();
                    if (!context.response().ended() && !context.response().closed()) {
                        ProblemHandler.send(context, Problem.unavailable("The session's program does not answer"));
                    }
                });
    }

    private Future<HttpClientResponse> connect(RoutingContext context, HttpClientRequest outgoing) {
        // What fails here fails the answer or closes the connection, which is where it is handled.
        outgoing.exceptionHandler(failure -> LOG.debug("session's connection cause={}", failure.toString()));
        copy(context.request().headers(), outgoing.headers());
        if (outgoing.headers().contains("Origin")) {
            outgoing.putHeader("Origin", "http://" + target.getHost() + ":" + target.getPort());
        }
        outgoing.putHeader("Connection", "Upgrade").putHeader("Upgrade", "websocket");
        context.request().resume();
        long deadline = vertx.setTimer(ANSWER_MS, late -> outgoing.reset());
        return outgoing.connect().onComplete(done -> vertx.cancelTimer(deadline));
    }

    private void answered(RoutingContext context, HttpClientResponse answer, Runnable closed) {
        if (answer.statusCode() != 101) {
            // A connection that was to be switched is good for nothing else, and what a refusal says no browser shows.
            answer.request().connection().close();
            closed.run();
            context.response().setStatusCode(answer.statusCode()).end();
            return;
        }
        copy(answer.headers(), context.response().headers());
        context.response().setStatusCode(101);
        NetSocket program = answer.netSocket().pause();
        Pulse.ofServer(answer, silence.dividedBy(Pulse.UNANSWERED + 1));
        context.response().putHeader("Connection", "Upgrade").putHeader("Upgrade", "websocket");
        context.request()
                .toNetSocket()
                .onSuccess(person -> new Joined(person, program, closed).start())
                .onFailure(failure -> {
                    program.close();
                    closed.run();
                });
    }

    private static void copy(MultiMap from, MultiMap to) {
        from.forEach((name, value) -> {
            if (!STAYS.contains(name.toLowerCase(Locale.ROOT))) {
                to.add(name, value);
            }
        });
    }

    /** Both sides of one. */
    private static final class Joined {

        private final NetSocket person;
        private final NetSocket program;
        private final Runnable closed;

        Joined(NetSocket person, NetSocket program, Runnable closed) {
            this.person = person;
            this.program = program;
            this.closed = closed;
        }

        void start() {
            carry(person, program);
            carry(program, person);
            // What was written before still arrives: a close is queued behind it.
            person.closeHandler(gone -> {
                closed.run();
                program.close();
            });
            program.closeHandler(gone -> person.close());
            person.resume();
            program.resume();
        }

        private void carry(NetSocket from, NetSocket to) {
            from.exceptionHandler(broken -> from.close());
            from.handler(bytes -> {
                to.write(bytes);
                if (to.writeQueueFull()) {
                    from.pause();
                    to.drainHandler(taken -> from.resume());
                }
            });
        }
    }
}
