package org.periapsis.indexer.adapter.http;

import io.vertx.openapi.validation.ValidatorException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.periapsis.kit.http.Problem;

/** The one mapper of this service's failures to problems. */
public final class SearchProblems {
    private static final String CANCELLED = "57014";
    private static final Pattern PARAMETER = Pattern.compile("(?:query|path|header) parameter (\\S+)");

    private SearchProblems() {}

    /** Null for what it does not know. */
    public static Problem of(Throwable failure) {
        if (failure instanceof PgException pg) {
            return CANCELLED.equals(pg.getSqlState())
                    ? Problem.of("search-too-wide", 503, "The search took too long and was stopped")
                            .remedy("Narrow it: a smaller region, a shorter time, one collection")
                    : Problem.unavailable("The catalogue does not answer");
        }
        if (failure instanceof ClosedConnectionException || failure instanceof IOException) {
            return Problem.unavailable("The catalogue does not answer");
        }
        if (failure instanceof ValidatorException invalid) {
            Matcher named = PARAMETER.matcher(String.valueOf(invalid.getMessage()));
            Problem problem = Problem.of("bad-request", 400, String.valueOf(invalid.getMessage()))
                    .remedy("See the API description of this operation");
            return named.find() ? problem.field(named.group(1)) : problem;
        }
        return null;
    }
}
