package org.periapsis.session.adapter.http;

import io.vertx.json.schema.OutputUnit;
import io.vertx.openapi.validation.SchemaValidationException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.periapsis.kit.http.Problem;
import org.periapsis.session.domain.request.RequestRefused;

/** Refusals to problem+json: the one place that knows statuses. */
final class Problems {
    private static final Pattern MISSING = Pattern.compile("required property \"([^\"]+)\"");

    private Problems() {}

    /** @return the problem; null for a failure that is not this service's own */
    static Problem of(Throwable failure) {
        // The router wraps it, and so do stages that it came through.
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RequestRefused refused) {
                return of(refused);
            }
            if (cause instanceof SchemaValidationException invalid && invalid.getOutputUnit() != null) {
                return invalid(invalid.getOutputUnit());
            }
        }
        return null;
    }

    private static Problem of(RequestRefused refused) {
        Problem problem = Problem.of(
                refused.code().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                status(refused.code()),
                String.valueOf(refused.getMessage()));
        if (refused.code() == RequestRefused.Code.UNAVAILABLE) {
            problem = Problem.unavailable(String.valueOf(refused.getMessage()));
        }
        problem = refused.field() == null ? problem : problem.field(refused.field());
        return refused.remedy() == null ? problem : problem.remedy(refused.remedy());
    }

    private static int status(RequestRefused.Code code) {
        return switch (code) {
            case INVALID -> 400;
            case TOO_LARGE -> 413;
            case PRODUCTS_NOT_AVAILABLE, DATALAB_NOT_AVAILABLE, KEY_REUSED -> 422;
            case CONFLICT -> 409;
            case FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            case UNAVAILABLE -> 503;
        };
    }

    /** Names the deepest place that the schema found fault with, as a path such as {@code resources.cores}. */
    private static Problem invalid(OutputUnit unit) {
        List<OutputUnit> errors = unit.getErrors() == null ? List.of(unit) : unit.getErrors();
        OutputUnit deepest = errors.get(0);
        for (OutputUnit error : errors) {
            if (depth(error) > depth(deepest)) {
                deepest = error;
            }
        }
        String text = String.valueOf(deepest.getError());
        Matcher missing = MISSING.matcher(text);
        String path = path(deepest);
        String field = missing.find() ? (path.isEmpty() ? "" : path + ".") + missing.group(1) : path;
        return Problem.of("bad-request", 400, text)
                .field(field.isEmpty() ? "body" : field)
                .remedy("See the API description of this operation");
    }

    private static int depth(OutputUnit error) {
        String keyword = String.valueOf(error.getKeywordLocation());
        return path(error).length() * 1_000 + keyword.length();
    }

    private static String path(OutputUnit error) {
        String at = String.valueOf(error.getInstanceLocation());
        return at.replaceFirst("^#?/?", "").replace('/', '.');
    }
}
