package org.periapsis.session.adapter.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.periapsis.events.RunPlaced;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.auth.SessionPass;
import org.periapsis.kit.auth.Tokens;
import org.periapsis.kit.http.ClientAddress;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.kit.http.Shares;
import org.periapsis.session.domain.agent.Held;
import org.periapsis.session.domain.agent.RunId;
import org.periapsis.session.domain.agent.SiteAgent;
import org.periapsis.session.domain.run.LogChunk;
import org.periapsis.session.domain.run.RunKey;
import org.periapsis.session.domain.run.SiteRuntime;
import org.periapsis.session.domain.run.StartedRun;

/** The agent's HTTP side: {@code /sessions/<id>/*} into sessions, {@code /runs/<id>/logs} for what programs print. */
public final class AgentRoutes {

    private static final int CHUNK = 64 << 10;
    private static final long TAIL = 64 << 10;
    private static final long FOLLOW_MS = 300;
    private static final int FOLLOWERS = 500;
    private static final int FOLLOWED_BY_ONE = 32;
    private static final Duration SILENCE = Duration.ofMinutes(10);

    private final Vertx vertx;
    private final Tokens tokens;
    private final SiteAgent agent;
    private final SiteRuntime runtime;
    private final SessionProxy proxy;
    private final Shares followers = new Shares(FOLLOWERS, FOLLOWED_BY_ONE);

    public AgentRoutes(Vertx vertx, SiteAgent agent, SiteRuntime runtime, Clock clock, Tokens tokens) {
        this.vertx = vertx;
        this.tokens = tokens;
        this.agent = agent;
        this.runtime = runtime;
        this.proxy = new SessionProxy(vertx, clock, runtime::answersItself, SILENCE);
    }

    /** Adds the routes; the router knows the callers already. */
    public void mount(Router router) {
        router.route("/sessions/:id/*").handler(this::session);
        router.get("/runs/:id/logs").handler(this::logs);
    }

    /** When a session was last used through the proxy. */
    public Optional<Instant> lastUse(RunId run) {
        return proxy.lastUse(run);
    }

    /** Forgets what is known about sessions that are no more. */
    public void forgetAllBut(java.util.function.Predicate<RunId> live) {
        proxy.keep(live);
    }

    /** Who may enter is the portal's to know: it says so by a token for this session alone, which goes no further than here. */
    private void session(RoutingContext context) {
        String pass = context.request().getHeader(SessionPass.HEADER);
        context.request().headers().remove(SessionPass.HEADER);
        if (pass == null) {
            throw Problem.signInFirst().exception();
        }
        context.request().pause();
        tokens.checkFor(SessionPass.place(context.pathParam("id")), pass).onComplete(checked -> {
            context.request().resume();
            try {
                if (checked.failed()) {
                    throw nothing();
                }
                enter(context);
            } catch (RuntimeException refused) {
                context.fail(refused);
            }
        });
    }

    private void enter(RoutingContext context) {
        Held held = latest(context, agent.held());
        Optional<StartedRun> program = agent.program(held.id());
        if (!held.live()) {
            throw Problem.of("session-over", 410, "This session is over").exception();
        }
        if (program.isEmpty() || held.phase() != Held.Phase.READY) {
            throw Problem.of("session-starting", 503, "This session is being started")
                    .remedy("Try again in a few seconds")
                    .exception();
        }
        proxy.pass(context, held.id(), program.get(), held.token());
    }

    /** Who may see them is the API's to know; it hands on the portal's pass. Tools of the operator's own bring their token. */
    private void logs(RoutingContext context) {
        RunPass.checked(context, tokens, passed -> {
            Held held = latest(context, agent.remembered());
            if (!passed) {
                permit(ServiceRoutes.signedIn(context), held.placed());
            }
            logs(context, held);
        });
    }

    private void logs(RoutingContext context, Held held) {
        String part = held.session() ? RunKey.SESSION : "task-" + number(context, "task", first(held));
        RunKey key = held.id().key(part);
        HttpServerResponse response = context.response()
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .putHeader("Cache-Control", "no-store");
        if (HttpMethod.HEAD.equals(context.request().method())) {
            response.end();
            return;
        }
        response.setChunked(true);
        boolean follow = "true".equals(context.request().getParam("follow"));
        if (follow) {
            follow(context);
        }
        // The log may stay empty for long; that it is being followed is known at once.
        response.writeHead();
        pump(response, held.id(), key, -number(context, "tail", TAIL), follow);
    }

    /** A reader who stays has one of the places for it, and is told to go when the service goes. */
    private void follow(RoutingContext context) {
        String who = ClientAddress.who(context);
        followers.enter(who).ifPresent(refusal -> {
            throw (refusal == Shares.Refusal.SHARE
                            ? Problem.tooMuch("too-many-logs", "You follow too many logs of this site at once")
                            : Problem.unavailable("Too many logs of this site are followed"))
                    .exception();
        });
        context.addEndHandler(over -> followers.leave(who));
        context.response().putHeader("X-Accel-Buffering", "no");
    }

    private static long first(Held held) {
        return held.placed().getEntries().isEmpty()
                ? 0
                : held.placed().getEntries().get(0).getFirst();
    }

    /** Writes what there is; then ends, or waits for more until the run is over or the reader has gone. */
    private void pump(HttpServerResponse response, RunId run, RunKey key, long offset, boolean follow) {
        boolean live = agent.find(run).filter(Held::live).isPresent();
        vertx.executeBlocking(() -> read(key, offset), false).onComplete(read -> {
            if (response.closed()) {
                return;
            }
            if (read.failed()) {
                response.reset();
                return;
            }
            LogChunk chunk = read.result();
            if (!chunk.text().isEmpty()) {
                response.write(chunk.text()).onSuccess(sent -> pump(response, run, key, chunk.next(), follow));
            } else if (follow && live) {
                vertx.setTimer(FOLLOW_MS, unused -> pump(response, run, key, chunk.next(), true));
            } else {
                response.end();
            }
        });
    }

    private LogChunk read(RunKey key, long offset) throws IOException {
        return runtime.log(key, offset, CHUNK);
    }

    private static Held latest(RoutingContext context, List<Held> among) {
        UUID id;
        try {
            id = UUID.fromString(context.pathParam("id"));
        } catch (IllegalArgumentException notAnId) {
            throw nothing();
        }
        String run = context.request().getParam("run");
        return among.stream()
                .filter(held -> held.id().entity().equals(id))
                .filter(held -> run == null || run.equals(held.id().run()))
                .max(Comparator.comparingInt(held -> held.id().epoch()))
                .orElseThrow(AgentRoutes::nothing);
    }

    private static RuntimeException nothing() {
        return Problem.notFound("This site has no such run").exception();
    }

    /** Only its owner and operators: also its existence is nobody else's business. */
    private static void permit(Caller caller, RunPlaced placed) {
        boolean owner = caller.subject().equals(placed.getOwner().getSubject())
                && caller.issuer().equals(placed.getOwner().getIssuer());
        if (!owner && !caller.operator()) {
            throw nothing();
        }
    }

    private static long number(RoutingContext context, String name, long otherwise) {
        String text = context.request().getParam(name);
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("\\d{1,9}")) {
            throw Problem.badRequest(name, name + " is not a whole number", "Leave it out or send a number")
                    .exception();
        }
        return Long.parseLong(text);
    }
}
