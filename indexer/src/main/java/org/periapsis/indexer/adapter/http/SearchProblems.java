package org.periapsis.indexer.adapter.http;

import io.vertx.ext.web.handler.HttpException;
import io.vertx.openapi.validation.ValidatorException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.util.Set;
import org.periapsis.indexer.domain.search.ProductCatalogue;
import org.periapsis.kit.http.Problem;

/** The one mapper of this service's failures to problems. */
public final class SearchProblems {
    private static final String CANCELLED = "57014";
    /** SQLSTATE classes of a server that is not there, is full, or is going down. */
    private static final Set<String> OUTAGES = Set.of("08", "53", "57");

    private SearchProblems() {}

    /** Null for what it does not know. */
    public static Problem of(Throwable failure) {
        if (failure instanceof PgException pg) {
            return ofPostgres(String.valueOf(pg.getSqlState()));
        }
        if (failure instanceof ProductCatalogue.TooMuch) {
            return Problem.of("too-large", 413, "These products have more metadata than one answer may have")
                    .field("ids")
                    .remedy("Ask for fewer at once");
        }
        if (failure instanceof ClosedConnectionException || failure instanceof IOException) {
            return Problem.unavailable("The catalogue does not answer");
        }
        if (failure instanceof ValidatorException || isBadRequest(failure)) {
            return Problem.of("bad-request", 400, text(failure)).remedy("See the API description of this operation");
        }
        return null;
    }

    private static Problem ofPostgres(String state) {
        if (CANCELLED.equals(state)) {
            return Problem.of("search-too-wide", 503, "The search took too long and was stopped")
                    .remedy("Narrow it: a smaller region, a shorter time, one collection");
        }
        return state.length() == 5 && OUTAGES.contains(state.substring(0, 2))
                ? Problem.unavailable("The catalogue does not answer")
                : null;
    }

    private static boolean isBadRequest(Throwable failure) {
        return failure instanceof HttpException http && http.getStatusCode() == 400;
    }

    /** The validator's sentence is in the failure, in its cause, or in the payload of an HTTP exception. */
    private static String text(Throwable failure) {
        if (failure instanceof HttpException http && http.getPayload() != null) {
            return http.getPayload();
        }
        Throwable said = failure.getCause() instanceof ValidatorException cause ? cause : failure;
        return String.valueOf(said.getMessage());
    }
}
