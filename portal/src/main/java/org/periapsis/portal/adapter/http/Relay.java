package org.periapsis.portal.adapter.http;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.RoutingContext;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.periapsis.kit.http.AuditedRoutes;
import org.periapsis.kit.http.ClientAddress;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.http.ProblemHandler;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.portal.domain.HealthBook;
import org.periapsis.portal.domain.ServiceName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes a request on to what is behind the door and streams the answer back; WebSockets too. Neither side is read faster than
 * the other takes it. The cookie stays here; a service of the hub sees the caller's bearer token, a site's part one of its own.
 */
final class Relay {
    private static final String REPEATED = Relay.class.getName() + ".repeated";
    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
    private static final long CONNECT_MS = 3_000;
    private static final long LOOK_MS = 2_000;
    private static final int FIRST_FINAL = 200;
    private static final int LAST_FINAL = 599;
    /** The service behind which people's own programs are. */
    private static final String PROGRAMS = "agent";

    private static final Handler<Buffer> NOWHERE = rest -> {};

    private final RelayClients clients;
    private final HealthBook health;
    private final Credentials credentials;
    private final Duration patience;

    /** One that can answer, and where. */
    record Behind(ServiceName name, URI base) {
        String service() {
            return name.forPeople();
        }
    }

    /**
     * @param clients to what is behind the door
     * @param health where it is written down when nobody is there
     * @param credentials that parts of sites get
     * @param patience from a request's end to its answer's beginning
     */
    Relay(RelayClients clients, HealthBook health, Credentials credentials, Duration patience) {
        this.clients = clients;
        this.health = health;
        this.credentials = credentials;
        this.patience = patience;
    }

    /** @param uri path and query that it sees */
    void pass(RoutingContext context, String uri, Behind behind) {
        pass(context, uri, List.of(behind));
    }

    /** Asks one after the other until one has what is asked for. More than one is for reads only: a body is sent once. */
    void pass(RoutingContext context, String uri, List<Behind> behind) {
        // Not thrown: this may be called by what was waited for.
        clients.refused(context)
                .ifPresentOrElse(
                        problem -> {
                            context.request().resume();
                            context.fail(problem.exception());
                        },
                        () -> ask(context, uri, behind));
    }

    private void ask(RoutingContext context, String uri, List<Behind> behind) {
        context.request().pause();
        Optional<Instant> hangs = health.hangs(behind.get(0).name());
        if (hangs.isPresent()) {
            Problem problem = away(behind.get(0)).with("since", hangs.get().toString());
            failed(context, uri, behind, new Late(), problem);
            return;
        }
        clients.of(context)
                .request(options(context.request().method(), behind.get(0), uri))
                .onFailure(failure -> failed(context, uri, behind, failure, absent(health, behind.get(0), failure)))
                .onSuccess(outgoing -> {
                    if (context.response().closed()) {
                        outgoing.reset();
                        return;
                    }
                    Passage.of(context).request(context.request().headers(), outgoing.headers());
                    credentials.put(
                            outgoing.headers(),
                            ServiceRoutes.caller(context),
                            behind.get(0).name(),
                            uri);
                    if (!behind.get(0).name().service().equals(PROGRAMS)) {
                        // What runs in sessions is not told where people are.
                        outgoing.putHeader(ClientAddress.FORWARDED, ClientAddress.of(context.request()));
                    }
                    send(context, uri, behind, outgoing);
                });
    }

    static RequestOptions options(HttpMethod method, Behind behind, String uri) {
        boolean tls = "https".equals(behind.base().getScheme());
        int port = behind.base().getPort() >= 0 ? behind.base().getPort() : tls ? 443 : 80;
        return new RequestOptions()
                .setMethod(method)
                .setHost(behind.base().getHost())
                .setPort(port)
                .setSsl(tls)
                .setURI(uri)
                .setConnectTimeout(CONNECT_MS);
    }

    private void send(RoutingContext context, String uri, List<Behind> behind, HttpClientRequest outgoing) {
        HttpServerRequest request = context.request();
        // A person who goes away frees what works for them.
        context.response().exceptionHandler(gone -> outgoing.reset());
        // What fails here fails the answer too, which is where it is handled.
        outgoing.exceptionHandler(failure -> LOG.debug("event=relay-cut cause={}", failure.toString()));
        boolean tunnel = Tunnel.asked(request);
        (tunnel ? Tunnel.connect(request, outgoing) : outgoing.response())
                .onFailure(failure -> {
                    if (!tunnel && !late(failure) && mayRepeat(context)) {
                        ask(context, uri, behind);
                    } else {
                        failed(context, uri, behind, failure, unanswered(context, behind.get(0), late(failure)));
                    }
                })
                .onSuccess(answer -> {
                    answer.pause();
                    if (tunnel && answer.statusCode() == 101) {
                        Tunnel.join(context, answer);
                    } else if (behind.size() > 1 && elsewhere(answer.statusCode())) {
                        answer.resume();
                        ask(context, uri, behind.subList(1, behind.size()));
                    } else {
                        answer(context, answer, behind.get(0));
                    }
                });
        if (tunnel) {
            limit(context, outgoing, behind.get(0));
            return;
        }
        if (hasBody(request)) {
            body(context, outgoing, behind.get(0));
        } else {
            request.resume();
            outgoing.end();
            limit(context, outgoing, behind.get(0));
        }
    }

    /** A kept connection may have been closed just before it was used: what only reads is asked once more. */
    private static boolean mayRepeat(RoutingContext context) {
        return reads(context.request())
                && !context.response().closed()
                && context.data().put(REPEATED, true) == null;
    }

    private static boolean reads(HttpServerRequest request) {
        HttpMethod method = request.method();
        return (HttpMethod.GET.equals(method) || HttpMethod.HEAD.equals(method)) && !hasBody(request);
    }

    private void body(RoutingContext context, HttpClientRequest outgoing, Behind behind) {
        HttpServerRequest request = context.request();
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            context.response().writeContinue();
        }
        outgoing.setChunked(request.getHeader("Content-Length") == null);
        request.pipe()
                .endOnFailure(false)
                .to(outgoing)
                .onSuccess(sent -> limit(context, outgoing, behind))
                // It may have answered before it had read everything: its answer counts, and the rest goes nowhere.
                .onFailure(failure -> request.handler(NOWHERE).resume());
    }

    /** One that hangs is not waited for as one that works. */
    private void limit(RoutingContext context, HttpClientRequest outgoing, Behind behind) {
        long timer = context.vertx().setTimer(patience.toMillis(), late -> outgoing.reset(0, new Late()));
        long looks = context.vertx().setPeriodic(LOOK_MS, look -> {
            if (health.hangs(behind.name()).isPresent()) {
                outgoing.reset(0, new Late());
            }
        });
        outgoing.response().onComplete(answered -> {
            context.vertx().cancelTimer(timer);
            context.vertx().cancelTimer(looks);
        });
    }

    private static void answer(RoutingContext context, HttpClientResponse answer, Behind behind) {
        HttpServerRequest request = context.request();
        HttpServerResponse response = request.response();
        int status = answer.statusCode();
        if (status < FIRST_FINAL || status > LAST_FINAL) {
            // Of a program: whoever waits for the answer would wait for ever.
            answer.exceptionHandler(cut -> LOG.debug("event=relay-cut cause={}", cut.toString()));
            answer.request().reset();
            ProblemHandler.send(context, broken(behind, false));
            return;
        }
        response.setStatusCode(status).setStatusMessage(answer.statusMessage());
        // Where nobody answered, it is the door's to tell.
        AuditedRoutes.elsewhere(context);
        Passage.of(context).answer(answer.headers(), response.headers());
        boolean bare = HttpMethod.HEAD.equals(request.method()) || status == 204 || status == 304;
        if (!bare && answer.getHeader("Content-Length") == null) {
            // A stream of events has begun before its first event.
            response.setChunked(true).writeHead();
        }
        answer.pipe().endOnFailure(false).to(response).onFailure(failure -> {
            // Nobody takes half for whole: the connection is cut.
            answer.request().reset();
            response.reset();
        });
    }

    private void failed(RoutingContext context, String uri, List<Behind> behind, Throwable failure, Problem otherwise) {
        if (context.response().closed()) {
            return;
        }
        if (behind.size() > 1) {
            ask(context, uri, behind.subList(1, behind.size()));
            return;
        }
        LOG.warn(
                "event=relay-failed service={} method={} cause={}",
                behind.get(0).service(),
                context.request().method(),
                failure.toString());
        context.request().resume();
        ProblemHandler.send(context, otherwise);
    }

    /** True when another copy may be had where this one is not. */
    private static boolean elsewhere(int status) {
        return status == 404 || status == 410 || status >= 500;
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        return request.getHeader("Transfer-Encoding") != null || (length != null && !length.equals("0"));
    }

    /** No request could be sent: the answer says to whom, and since when nobody is there. */
    static Problem absent(HealthBook health, Behind behind, Throwable failure) {
        Problem problem = away(behind);
        // Any other failure may be of this side: too many connections, a shutdown.
        boolean nobody = failure instanceof SocketException || failure instanceof UnknownHostException;
        return nobody
                ? problem.with(
                        "since",
                        health.silent(behind.name(), String.valueOf(failure.getMessage()))
                                .toString())
                : problem;
    }

    private static Problem away(Behind behind) {
        Problem problem = Problem.unavailable(does(behind, "not answer now"))
                .with("service", behind.name().service());
        return behind.name().site().isEmpty()
                ? problem
                : problem.with("site", behind.name().site());
    }

    /** What only reads took no effect: a service that stops closes its kept connections, and is asked again later. */
    private static Problem unanswered(RoutingContext context, Behind behind, boolean late) {
        boolean again =
                !late && reads(context.request()) && !behind.name().service().equals(PROGRAMS);
        return again ? away(behind) : broken(behind, late);
    }

    private static Problem broken(Behind behind, boolean late) {
        Problem problem = late
                ? Problem.of("no-answer", 504, does(behind, "not answer in time"))
                : Problem.of("broken-off", 502, "The " + behind.service() + " service broke off before it answered");
        return problem.remedy("Look whether the request took effect, then try again");
    }

    private static boolean late(Throwable failure) {
        return failure instanceof Late || failure.getCause() instanceof Late;
    }

    private static String does(Behind behind, String what) {
        return "The " + behind.service() + " service does " + what;
    }

    /** The answer did not begin in time. */
    private static final class Late extends RuntimeException {
        private static final long serialVersionUID = 1;

        Late() {
            super("no answer in time", null, false, false);
        }
    }
}
