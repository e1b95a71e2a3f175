package org.periapsis.session.adapter.http;

import io.vertx.json.schema.OutputUnit;
import io.vertx.openapi.validation.SchemaValidationException;
import java.util.List;
import java.util.Locale;
import org.periapsis.kit.http.Problem;
import org.periapsis.session.domain.request.RequestRefused;

/** Refusals to problem+json: the one place that knows statuses. */
final class Problems {
    private Problems() {}

    /** @return the problem; null for a failure that is not this service's own */
    static Problem of(Throwable failure) {
        if (failure instanceof RequestRefused refused) {
            return of(refused);
        }
        if (failure instanceof SchemaValidationException invalid && invalid.getOutputUnit() != null) {
            return Problem.of("bad-request", 400, String.valueOf(invalid.getMessage()))
                    .field(field(invalid.getOutputUnit()))
                    .remedy("See the API description of this operation");
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
            case PRODUCTS_NOT_AVAILABLE, DATALAB_NOT_AVAILABLE, KEY_REUSED -> 422;
            case CONFLICT -> 409;
            case FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            case UNAVAILABLE -> 503;
        };
    }

    /** The deepest place that the schema found fault with, as a path such as {@code resources.cores}. */
    private static String field(OutputUnit unit) {
        String deepest = "";
        List<OutputUnit> errors = unit.getErrors() == null ? List.of(unit) : unit.getErrors();
        for (OutputUnit error : errors) {
            String at = error.getInstanceLocation() == null ? "" : error.getInstanceLocation();
            deepest = at.length() > deepest.length() ? at : deepest;
        }
        String path = deepest.replaceFirst("^#?/?", "").replace('/', '.');
        return path.isEmpty() ? "body" : path;
    }
}
