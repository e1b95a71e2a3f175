package org.periapsis.kit.http;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.OpenAPIRoute;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.validation.impl.RequestValidatorImpl;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.auth.Reach;
import org.periapsis.kit.auth.Tokens;
import org.periapsis.kit.config.HttpConfig;
import org.periapsis.kit.kafka.Position;
import org.periapsis.kit.observe.Observer;
import org.periapsis.kit.observe.ReaderHealth;
import org.periapsis.kit.observe.TraceContext;

/** What every service's HTTP side has: health, metrics, callers, trace context, problems, its OpenAPI contract. */
public final class ServiceRoutes {
    /** A view of little is made anew in less. */
    private static final Duration WHOLE_WITHIN = Duration.ofSeconds(3);

    private static final long WHOLE_LOOK_MS = 50;
    private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");
    private static final Problem BROKEN_PATH = Problem.badRequest(
            "path", "The path has a percent sign without two hexadecimal digits", "Write a percent sign as %25");
    private static final String CALLER = "periapsis.caller";
    private static final String TRACE = "periapsis.trace";
    private static final int BEFORE = -1;

    private ServiceRoutes() {}

    /**
     * @param own the service's mapper of its errors to problems; null for what it does not know
     * @return a router with {@code /health/live}, {@code /health/ready} and {@code /metrics}, that knows the caller of
     *     whatever is mounted after
     */
    public static Router base(Vertx vertx, Tokens tokens, Observer observer, Function<Throwable, Problem> own) {
        Router router = open(vertx, observer, own);
        router.get("/metrics").handler(plainly(context -> metrics(context, observer)));
        router.route().handler(context -> identify(context, tokens, Reach.SERVICE));
        return router;
    }

    /** The same where strangers come: {@code /metrics} is for operators and services. */
    public static Router front(Vertx vertx, Tokens tokens, Observer observer, Function<Throwable, Problem> own) {
        Router router = open(vertx, observer, own);
        router.route().handler(context -> identify(context, tokens, Reach.DOOR));
        router.get("/metrics").handler(plainly(context -> {
            Caller caller = signedIn(context);
            if (!caller.operator() && !caller.service()) {
                throw Problem.notAllowed("Metrics are for operators").exception();
            }
            metrics(context, observer);
        }));
        return router;
    }

    /** Health and metrics alone, for a listener that strangers do not reach. */
    public static Router metrics(Vertx vertx, Observer observer) {
        Router router = open(vertx, observer, failure -> null);
        router.get("/metrics").handler(plainly(context -> metrics(context, observer)));
        nothingElse(router);
        return router;
    }

    private static void metrics(RoutingContext context, Observer observer) {
        context.response()
                .putHeader("Content-Type", "text/plain; version=0.0.4")
                .end(observer.scrape());
    }

    private static Router open(Vertx vertx, Observer observer, Function<Throwable, Problem> own) {
        Router router = Router.router(vertx);
        ProblemHandler problems = new ProblemHandler(own);
        router.route().failureHandler(context -> {
            if (signInWouldNotHelp(router, context)) {
                ProblemHandler.send(context, wrongMethod(router, context).orElseThrow());
            } else {
                problems.handle(context);
            }
        });
        router.route().order(BEFORE - 1).handler(new RequestMeters(observer.metrics(), router)::begin);
        router.route().order(BEFORE - 1).handler(Compression::decide);
        health(router, observer);
        router.route().handler(RequestDoor::check);
        return router;
    }

    /** Mounts what tells of the service itself. */
    static void health(Router router, Observer observer) {
        router.get("/health/live").handler(plainly(context -> live(context, observer)));
        router.get("/health/ready").handler(plainly(context -> ready(context, observer)));
    }

    /** Who lets others through by the beginning of a path sees it as it was written: another spelling is another path. */
    private static Handler<RoutingContext> plainly(Handler<RoutingContext> handler) {
        return context -> {
            if (context.normalizedPath().equals(context.request().path())) {
                handler.handle(context);
            } else {
                context.next();
            }
        };
    }

    /** Has a handler see every request before any route does, also those of {@link #base}; it knows the trace, and no caller. */
    public static void before(Router router, Handler<RoutingContext> first) {
        router.route().order(BEFORE).handler(context -> {
            traced(context);
            first.handle(context);
        });
    }

    /**
     * Reads a contract from the class path. Bodies are validated as a {@link BodyReader}, the service's root handler, has read
     * them: that is where their size is bounded. What is long is held against the contract beside the event loop.
     *
     * @param resource absolute resource name, such as {@code /org/periapsis/ingest/openapi.yaml}
     * @param streamed operations whose requests are not read whole, and not validated
     */
    public static Future<RouterBuilder> contract(Vertx vertx, Class<?> anchor, String resource, String... streamed) {
        return vertx.executeBlocking(() -> Contracts.read(anchor, resource))
                .compose(json -> OpenAPIContract.from(vertx, json))
                .map(contract -> {
                    RequestValidatorImpl rules = new RequestValidatorImpl(vertx, contract);
                    RouterBuilder builder = RouterBuilder.create(vertx, contract);
                    for (OpenAPIRoute route : builder.getRoutes()) {
                        route.setDoValidation(false);
                        if (!List.of(streamed).contains(route.getOperation().getOperationId())) {
                            route.addHandler(new ContractDoor(route.getOperation(), rules));
                        }
                    }
                    return builder;
                });
    }

    /**
     * Has HEAD answered wherever GET is, and answers what no route took: 405 where another method would have been, otherwise 404.
     * Mount last.
     */
    public static void nothingElse(Router router) {
        AllowedMethods.withHead(router);
        router.route()
                .handler(context -> context.fail(wrongMethod(router, context)
                        .orElseGet(() -> Problem.notFound("There is nothing at this path"))
                        .exception()));
    }

    /** @return empty when the path is not there, or takes the method */
    private static Optional<Problem> wrongMethod(Router router, RoutingContext context) {
        String method = context.request().method().name();
        Set<String> allowed = AllowedMethods.at(router, context.normalizedPath());
        return allowed.isEmpty() || allowed.contains(method)
                ? Optional.empty()
                : Optional.of(Problem.wrongMethod(method, allowed));
    }

    /** Nobody signs in to be told that nobody may. */
    private static boolean signInWouldNotHelp(Router router, RoutingContext context) {
        return context.failure() instanceof ProblemException refused
                && refused.problem().status() == 401
                && wrongMethod(router, context).isPresent();
    }

    /**
     * Waits a moment while a view is made from the start of the log, then refuses: whatever it does not have yet would be told to
     * be nowhere.
     *
     * @param whole whether it has come to the end of the log since it was made
     */
    public static Handler<RoutingContext> whole(BooleanSupplier whole) {
        return context -> {
            if (whole.getAsBoolean()) {
                context.next();
                return;
            }
            context.request().pause();
            untilWhole(context, whole, System.nanoTime() + WHOLE_WITHIN.toNanos());
        };
    }

    private static void untilWhole(RoutingContext context, BooleanSupplier whole, long end) {
        context.vertx().setTimer(WHOLE_LOOK_MS, timer -> {
            if (context.response().closed()) {
                return;
            }
            boolean there = whole.getAsBoolean();
            if (!there && System.nanoTime() < end) {
                untilWhole(context, whole, end);
                return;
            }
            context.request().resume();
            if (there) {
                context.next();
            } else {
                context.fail(Problem.unavailable("This service is still reading what there is")
                        .exception());
            }
        });
    }

    /** @return the server, listening */
    public static Future<Listener> listen(Vertx vertx, Router router, HttpConfig config) {
        return Listener.open(vertx, config, request -> {
            String path = String.valueOf(request.path());
            if (BROKEN_ESCAPE.matcher(path).find()) {
                ProblemHandler.send(request.response(), path, BROKEN_PATH);
            } else {
                router.handle(request);
            }
        });
    }

    /** @return who makes this request */
    public static Caller caller(RoutingContext context) {
        Caller caller = context.get(CALLER);
        return caller == null ? Caller.nobody() : caller;
    }

    /**
     * What a path has below a place. A route of all that is below one is taken by its own name too.
     *
     * @param place ends with a slash
     * @return as it stands in the path; not empty
     * @throws ProblemException 404 when there is nothing below
     */
    public static String below(RoutingContext context, String place) {
        String path = context.request().path();
        if (path.length() <= place.length()) {
            throw Problem.notFound("There is nothing at " + path)
                    .field("path")
                    .remedy("Name what you want after " + place)
                    .exception();
        }
        return path.substring(place.length());
    }

    /** Says who makes this request, where that is known by other means than a bearer token. */
    public static void identified(RoutingContext context, Caller caller) {
        context.put(CALLER, caller);
    }

    /** @return the caller, who is signed in */
    public static Caller signedIn(RoutingContext context) {
        Caller caller = caller(context);
        if (caller.anonymous()) {
            throw Problem.signInFirst().exception();
        }
        return caller;
    }

    /** @return this request's trace context, to be put on the events it causes */
    public static String trace(RoutingContext context) {
        return context.get(TRACE);
    }

    /** @return the positions that the caller wants to see; empty when it names none */
    public static List<Position> positions(RoutingContext context) {
        String header = context.request().getHeader(Position.HEADER);
        if (header == null || header.isBlank()) {
            return List.of();
        }
        try {
            return Position.parse(header);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest(
                            Position.HEADER, e.getMessage(), "Send the header back as it came, or leave it out")
                    .exception(e);
        }
    }

    private static void traced(RoutingContext context) {
        if (context.get(TRACE) == null) {
            context.put(
                    TRACE,
                    TraceContext.childOf(Optional.ofNullable(context.request().getHeader(TraceContext.HEADER))));
        }
    }

    private static void identify(RoutingContext context, Tokens tokens, Reach reach) {
        traced(context);
        String header = context.request().getHeader("Authorization");
        // Other schemes are for what runs behind: Jupyter's pages send a token of their own.
        if (header == null || !header.regionMatches(true, 0, "Bearer ", 0, 7)) {
            context.put(CALLER, Caller.nobody());
            context.next();
            return;
        }
        // The body must not arrive before there is somebody to take it.
        context.request().pause();
        tokens.check(header.substring(7).trim()).onComplete(checked -> {
            context.request().resume();
            if (checked.succeeded()) {
                context.put(CALLER, checked.result());
                within(context, checked.result(), reach);
            } else {
                context.fail(invalid("The bearer token is not valid or has expired", checked.cause()));
            }
        });
    }

    private static void within(RoutingContext context, Caller caller, Reach reach) {
        reach.refusal(caller, context.request().method().name(), context.normalizedPath())
                .ifPresentOrElse(
                        why -> context.fail(Problem.notAllowed(why)
                                .remedy("Sign in yourself: `periapsis login`, or a token of your own")
                                .exception()),
                        context::next);
    }

    private static ProblemException invalid(String detail, Throwable cause) {
        return Problem.of("invalid-token", 401, detail)
                .field("Authorization")
                .remedy("Sign in again for a new token")
                .exception(cause);
    }

    private static void live(RoutingContext context, Observer observer) {
        JsonObject answer = new JsonObject().put("live", observer.live());
        if (!observer.live()) {
            JsonObject reasons = new JsonObject();
            observer.deaths().forEach(reasons::put);
            context.response().setStatusCode(503);
            answer.put("died", reasons);
        }
        context.json(answer);
    }

    private static JsonObject json(ReaderHealth reader) {
        return new JsonObject()
                .put("state", reader.state().text())
                .put("behind_records", reader.records())
                .put("behind_s", reader.behind().toMillis() / 1000.0)
                .put("set_aside", reader.setAside());
    }

    private static void ready(RoutingContext context, Observer observer) {
        JsonObject checks = new JsonObject();
        observer.checks()
                .forEach((name, check) -> checks.put(
                        name,
                        new JsonObject()
                                .put("up", check.up())
                                .put("detail", check.detail())
                                .put("since", check.since().toString())));
        boolean ready = observer.ready();
        context.response().setStatusCode(ready ? 200 : 503);
        JsonObject readers = new JsonObject();
        observer.readers().forEach((name, reader) -> readers.put(name, json(reader)));
        context.json(new JsonObject().put("ready", ready).put("checks", checks).put("readers", readers));
    }
}
