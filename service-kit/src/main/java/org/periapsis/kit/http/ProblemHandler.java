package org.periapsis.kit.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import io.vertx.openapi.validation.SchemaValidationException;
import io.vertx.openapi.validation.ValidatorException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.periapsis.events.door.Flaw;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers every failure with problem+json. What nobody foresaw is logged with its cause and answered as 500. */
public final class ProblemHandler implements Handler<RoutingContext> {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemHandler.class);

    /** Said of a body that is not sent now. */
    private static final List<String> OF_ANOTHER_BODY = List.of(
            "Content-Length",
            "Content-Disposition",
            "Content-Encoding",
            "Accept-Ranges",
            "ETag",
            "Last-Modified",
            "Cache-Control");
    /** What may go well later. */
    private static final Set<Integer> AGAIN = Set.of(408, 429, 503);

    private final Function<Throwable, Problem> own;
    private final RefusalLog refusals = new RefusalLog();

    /** @param own the service's mapper of its errors; null for what it does not know */
    public ProblemHandler(Function<Throwable, Problem> own) {
        this.own = own;
    }

    @Override
    public void handle(RoutingContext context) {
        Problem problem = problem(context);
        if (problem.status() == 503) {
            refusals.tell(problem.detail(), context.failure());
        } else if (problem.status() >= 500) {
            LOG.warn(
                    "event=request-failed method={} path={} status={}",
                    context.request().method(),
                    context.normalizedPath(),
                    problem.status(),
                    context.failure());
        }
        send(context, problem);
    }

    private Problem problem(RoutingContext context) {
        Throwable failure = context.failure();
        if (failure == null) {
            return refused(context.statusCode(), "The request was not taken");
        }
        if (failure instanceof ProblemException known) {
            return known.problem();
        }
        Optional<Flaw> flaw = RequestDoor.flaw(failure);
        if (flaw.isPresent()) {
            return Problem.badRequest(
                    flaw.get().field(), flaw.get().detail(), flaw.get().remedy());
        }
        Optional<Problem> parameter = FaultyParameter.of(failure);
        if (parameter.isPresent()) {
            return parameter.get();
        }
        Problem mapped = own.apply(failure);
        if (mapped != null) {
            return mapped;
        }
        if (failure instanceof SchemaValidationException invalid) {
            return Problem.of("bad-request", 400, String.valueOf(invalid.getMessage()))
                    .remedy("See the API description of this operation");
        }
        if (failure instanceof ValidatorException invalid) {
            return Problem.of("bad-request", 400, String.valueOf(invalid.getMessage()))
                    .remedy("See the API description of this operation");
        }
        if (failure instanceof HttpException http) {
            return refused(http.getStatusCode(), text(http));
        }
        return Outage.of(failure)
                .orElseGet(() -> Problem.of("internal", 500, "The service failed; the fault is logged"));
    }

    /** What the HTTP layer refused by itself: mostly a body. */
    private static Problem refused(int status, String detail) {
        return switch (status) {
            case 400 -> Problem.badRequest("body", detail, "Send JSON as the API description of this operation has it");
            case 413 ->
                Problem.of("too-large", 413, "The body is longer than this operation takes")
                        .field("body")
                        .remedy("Send less at once");
            case 415 ->
                Problem.of("media-type", 415, "This content type is not taken")
                        .field("Content-Type")
                        .remedy("Send application/json");
            default -> Problem.of("http-" + status, status, detail);
        };
    }

    private static String text(HttpException failure) {
        return failure.getPayload() == null ? "The request was not taken" : failure.getPayload();
    }

    /** Answers with a problem, unless an answer has begun: then the connection is cut, so that nobody takes half for whole. */
    public static void send(RoutingContext context, Problem problem) {
        send(context.response(), context.normalizedPath(), problem);
    }

    /** For a request that no router can read. */
    static void send(HttpServerResponse response, String instance, Problem problem) {
        if (response.ended()) {
            return;
        }
        if (response.headWritten()) {
            response.reset();
            return;
        }
        OF_ANOTHER_BODY.forEach(response.headers()::remove);
        if (problem.status() != 416) {
            response.headers().remove("Content-Range");
        }
        if (AGAIN.contains(problem.status())) {
            response.putHeader("Retry-After", retryAfter(problem));
        }
        if (problem.status() == 401) {
            response.putHeader("WWW-Authenticate", "Bearer");
        }
        if (problem.status() == 405) {
            response.putHeader("Allow", problem.more().get(Problem.ALLOW));
        }
        response.setStatusCode(problem.status())
                .putHeader("Content-Type", "application/problem+json")
                .end(json(problem, instance).encode());
    }

    static JsonObject json(Problem problem, String instance) {
        JsonObject body = new JsonObject()
                .put("type", "https://periapsis.org/problems/" + problem.code())
                .put("title", problem.code().replace('-', ' '))
                .put("status", problem.status())
                .put("detail", problem.detail())
                .put("instance", instance);
        problem.field().ifPresent(field -> body.put("field", field));
        problem.remedy().ifPresent(remedy -> body.put("remedy", remedy));
        problem.more().forEach(body::put);
        return body;
    }

    /** Seconds after which to try again. */
    static String retryAfter(Problem problem) {
        return problem.more().getOrDefault(Problem.RETRY_AFTER, "2");
    }
}
