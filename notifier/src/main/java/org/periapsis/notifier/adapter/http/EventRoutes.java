package org.periapsis.notifier.adapter.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.periapsis.events.door.FlawedException;
import org.periapsis.events.door.Instants;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.http.ClientAddress;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.kit.rights.Viewer;
import org.periapsis.notifier.domain.EventIds;
import org.periapsis.notifier.domain.Feed;
import org.periapsis.notifier.domain.Filter;
import org.periapsis.notifier.domain.LogHistory;
import org.periapsis.notifier.domain.Start;

/** {@code GET /events}: the log as server-sent events. */
public final class EventRoutes {
    private final Vertx vertx;
    private final EventStreams streams;
    private final LogHistory history;
    private final CloudEventJson json;
    private final StreamLimits limits;
    private final Admission admission;

    /**
     * What a stream may take.
     *
     * @param perCaller open streams of one signed-in caller
     * @param anonymous open streams of all without sign-in together
     * @param perAddress open streams of one address without sign-in
     * @param total open streams
     * @param heartbeat time between comments that keep a connection open
     * @param patience time after which a connection that takes nothing is cut
     */
    public record StreamLimits(
            int perCaller, int anonymous, int perAddress, int total, Duration heartbeat, Duration patience) {}

    /** @param prefix the deployment's, before topic names */
    public EventRoutes(Vertx vertx, EventStreams streams, LogHistory history, String prefix, StreamLimits limits) {
        this.vertx = vertx;
        this.streams = streams;
        this.history = history;
        this.json = new CloudEventJson(prefix);
        this.limits = limits;
        this.admission = new Admission(limits);
    }

    /**
     * Adds the operations of the contract to a router.
     *
     * @param history of ids; empty when none is kept here
     */
    public Future<Router> mount(Router router, Optional<HistoryRoutes> history) {
        return ServiceRoutes.contract(vertx, EventRoutes.class, "/org/periapsis/notifier/openapi.yaml")
                .map(builder -> {
                    builder.getRoute("events").addHandler(this::events);
                    history.ifPresentOrElse(
                            routes -> builder.getRoute("history")
                                    .addHandler(ServiceRoutes.whole(routes::whole))
                                    .addHandler(routes::handle),
                            () -> builder.getRoute("history").addHandler(EventRoutes::noHistory));
                    router.route().subRouter(builder.createRouter());
                    return router;
                });
    }

    /** @return the service's own errors as problems; null for what it does not know */
    public static Problem problem(Throwable failure) {
        return failure instanceof Filter.UnknownName unknown
                ? Problem.badRequest(unknown.field(), unknown.getMessage(), "Take a name of docs/events.md")
                : null;
    }

    private static void noHistory(RoutingContext context) {
        throw Problem.of("no-history", 501, "This notifier keeps no history")
                .remedy("Ask its operator to configure postgres.host, or read the log with GET /events?from=earliest")
                .exception();
    }

    private void events(RoutingContext context) {
        Filter filter = Filter.of(
                names(context, "type"), names(context, "subject"), names(context, "site"), names(context, "topic"));
        Start start = start(context);
        if (HttpMethod.HEAD.equals(context.request().method())) {
            EventStream.headers(context.response()).end();
            return;
        }
        Caller caller = ServiceRoutes.caller(context);
        Viewer viewer = Viewer.of(caller.issuer(), caller.subject(), caller.roles(), caller.teams());
        String who = ClientAddress.who(context);
        Context loop = vertx.getOrCreateContext();
        // Nothing is sent to whom has left meanwhile, and the place is free again.
        Leaving leaving = new Leaving();
        Admission.Answer answer = admission.enter(
                who, viewer.anonymous(), () -> loop.runOnContext(asked -> leaving.go(context.response())));
        leaving.seat = answer.seat().orElseThrow(() -> tooMany(answer.refusal()));
        context.response().closeHandler(closed -> leaving.now());
        context.response().endHandler(ended -> leaving.now());
        history.resume(start, filter.topics(), streams.tail().head().cursor())
                .whenComplete((resumed, failure) -> loop.runOnContext(ignored -> {
                    if (failure != null) {
                        context.fail(Problem.unavailable("The event log does not answer")
                                .exception(failure));
                    } else if (!leaving.left) {
                        leaving.stream = open(
                                context,
                                new EventStream.Reader(who, new Feed(filter, viewer, resumed.cursor())),
                                resumed.gaps());
                        leaving.beat = vertx.setPeriodic(
                                limits.heartbeat().toMillis(), t -> leaving.stream.heartbeat(limits.patience()));
                        leaving.expiry = expiry(caller, leaving.stream);
                    }
                }));
    }

    private static RuntimeException tooMany(Admission.Refusal refusal) {
        return switch (refusal) {
            case SHARE ->
                Problem.of("too-many-streams", 429, "You have too many event streams open")
                        .remedy("Close one, or read several types and subjects with one stream")
                        .exception();
            case FULL -> Problem.unavailable("Too many event streams are open").exception();
        };
    }

    private EventStream open(RoutingContext context, EventStream.Reader reader, List<LogHistory.Gap> gaps) {
        EventStream stream = new EventStream(vertx, streams, history, json, reader, context.response());
        stream.open(gaps);
        return stream;
    }

    /** A stream must not outlive the token that opened it: its roles may be others by then. */
    private Optional<Long> expiry(Caller caller, EventStream stream) {
        return expires(caller)
                .map(at -> Math.max(1, Duration.between(Instant.now(), at).toMillis()))
                .map(left -> vertx.setTimer(left, timer -> stream.close()));
    }

    private static Optional<Instant> expires(Caller caller) {
        String[] parts = caller.bearer().split("\\.", 3);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            JsonObject claims = new JsonObject(
                    new String(Base64.getUrlDecoder().decode(parts[1]), java.nio.charset.StandardCharsets.UTF_8));
            return Optional.ofNullable(claims.getLong("exp")).map(Instant::ofEpochSecond);
        } catch (IllegalArgumentException | DecodeException e) {
            throw new IllegalStateException("a checked token cannot be read", e);
        }
    }

    private static List<String> names(RoutingContext context, String parameter) {
        return context.queryParam(parameter).stream()
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .map(String::trim)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private static Start start(RoutingContext context) {
        Optional<String> id = Optional.ofNullable(context.request().getHeader("Last-Event-ID"))
                .or(() -> context.queryParam("after").stream().findFirst())
                .filter(text -> !text.isEmpty());
        if (id.isPresent()) {
            try {
                return new Start.After(EventIds.decode(id.get()));
            } catch (IllegalArgumentException e) {
                throw Problem.badRequest(
                                "Last-Event-ID",
                                "This is not an id of an event of this stream: " + e.getMessage(),
                                "Send the last id back as it came, or leave it out")
                        .exception(e);
            }
        }
        String from = context.queryParam("from").stream().findFirst().orElse("latest");
        return switch (from) {
            case "latest" -> new Start.Latest();
            case "earliest" -> new Start.Earliest();
            default -> at(from);
        };
    }

    private static Start at(String from) {
        try {
            Instant at = Instants.of("from", from);
            // Kafka knows no time before 1970, and nothing of ours is older.
            return at.isBefore(Instant.EPOCH) ? new Start.Earliest() : new Start.At(at);
        } catch (FlawedException e) {
            throw Problem.badRequest(
                            "from",
                            "This is neither latest nor earliest nor an ISO 8601 time",
                            "Send for instance from=2026-11-22T00:00:00Z")
                    .exception(e);
        }
    }

    /** Cleans up once, on the connection's event loop. */
    private final class Leaving {
        private Admission.Seat seat;
        private EventStream stream;
        private long beat = -1;
        private Optional<Long> expiry = Optional.empty();
        private boolean left;

        /** Makes room for another. */
        void go(HttpServerResponse response) {
            if (stream != null) {
                stream.close();
            } else if (!left) {
                response.reset();
            }
        }

        void now() {
            if (!left) {
                left = true;
                seat.leave();
                vertx.cancelTimer(beat);
                expiry.ifPresent(vertx::cancelTimer);
                if (stream != null) {
                    stream.gone();
                }
            }
        }
    }
}
