package org.periapsis.notifier.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.function.Supplier;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.http.ClientAddress;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.kit.http.Turns;

/**
 * Whose history is read next. Four at once in all: two of people who are signed in, of different ones, one of all who are not, one of
 * the services. Nobody waits for the others' lines.
 */
final class HistoryTurns {
    /** May wait of one who asks. */
    static final int LINE = 16;

    private static final int LINES = 128;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Turns people;
    private final Turns nobody;
    private final Turns services;

    HistoryTurns(Vertx vertx) {
        this.people = new Turns(vertx, new Turns.Limits(2, 1, LINE, LINES, PATIENCE));
        this.nobody = new Turns(vertx, new Turns.Limits(1, 1, LINE, LINES, PATIENCE));
        this.services = new Turns(vertx, new Turns.Limits(1, 1, LINE, LINES, PATIENCE));
    }

    <T> Future<T> take(RoutingContext context, Supplier<Future<T>> reading) {
        Caller caller = ServiceRoutes.caller(context);
        Turns turns = caller.service() ? services : caller.anonymous() ? nobody : people;
        return turns.take(ClientAddress.who(context), () -> context.response().closed(), reading);
    }
}
