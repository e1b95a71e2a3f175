package org.periapsis.kit.http;

import io.vertx.ext.web.handler.HttpException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A parameter that the API description does not allow, as the validator says it: in a message, a cause, or a payload. */
final class FaultyParameter {
    private static final Pattern NAMED = Pattern.compile("(?:query|path|header|cookie) parameter (\\S+)");
    private static final int DEEPEST = 8;

    private FaultyParameter() {}

    /** @return the problem that names it; empty when the failure is of something else */
    static Optional<Problem> of(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            String said = cause instanceof HttpException http ? http.getPayload() : cause.getMessage();
            Matcher named = NAMED.matcher(said == null ? "" : said);
            if (named.find() && isRefusal(failure)) {
                return Optional.of(
                        Problem.badRequest(named.group(1), said, "See the API description of this operation"));
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof HttpException http
                ? http.getStatusCode() == 400
                : failure.getClass().getName().startsWith("io.vertx.openapi.");
    }
}
