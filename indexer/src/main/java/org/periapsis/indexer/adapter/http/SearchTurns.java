package org.periapsis.indexer.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.validation.ValidatedRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.http.ClientAddress;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.kit.http.Turns;

/**
 * Whose query is next. People who are signed in have all connections but one, each half of them at most; all who are not signed in
 * have half. The services, which ask for many, have connections of their own. Nobody waits for the others' lines.
 */
public final class SearchTurns {
    /** A search is two queries. */
    private static final int LINE = 32;

    private static final int LINES = 256;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Turns people;
    private final Turns services;
    private final Turns nobody;

    /**
     * When a query of one request is asked.
     *
     * @param service whether it is on the services' connections
     */
    public record Asker(Turns turns, String who, RoutingContext context, boolean service) {
        public <T> Future<T> take(Supplier<Future<T>> query) {
            return turns.take(who, () -> context.response().closed(), query);
        }
    }

    /**
     * @param connections to the database, for people
     * @param own of the services
     */
    public SearchTurns(Vertx vertx, int connections, int own) {
        int half = Math.max(1, connections / 2);
        this.people = new Turns(vertx, new Turns.Limits(Math.max(1, connections - 1), half, LINE, LINES, PATIENCE));
        this.services = new Turns(vertx, new Turns.Limits(own, own, LINE, LINES, PATIENCE));
        this.nobody = new Turns(vertx, new Turns.Limits(half, half, LINE, LINES, PATIENCE));
    }

    public Asker of(RoutingContext context) {
        Caller caller = ServiceRoutes.caller(context);
        if (caller.service()) {
            return new Asker(services, caller.subject() + "\n" + behalf(context), context, true);
        }
        return new Asker(caller.anonymous() ? nobody : people, ClientAddress.who(context), context, false);
    }

    /** Whom the service asks for, where it says so. */
    private static String behalf(RoutingContext context) {
        ValidatedRequest request = context.get(RouterBuilder.KEY_META_DATA_VALIDATED_REQUEST);
        return Optional.ofNullable(request.getBody())
                .filter(body -> body.isJsonObject())
                .map(body -> body.getJsonObject().getJsonObject("caller"))
                .map(SearchTurns::person)
                .orElse("");
    }

    private static String person(JsonObject caller) {
        return caller.getString("issuer") + "\n" + caller.getString("subject");
    }
}
