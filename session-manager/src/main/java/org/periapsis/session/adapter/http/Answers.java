package org.periapsis.session.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.periapsis.kit.http.Aside;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.kit.kafka.Position;
import org.periapsis.session.domain.request.RequestRefused;
import org.periapsis.session.domain.view.Views;

/** What the operations' answers have in common. */
final class Answers {
    private Answers() {}

    /** Runs an operation, aside when its body is long; whatever goes wrong ends in the one problem handler. */
    static void with(RoutingContext context, Function<RoutingContext, Future<Void>> operation) {
        Future<Void> done;
        try {
            done = Aside.of(context, () -> operation.apply(context));
        } catch (RuntimeException e) {
            done = Future.failedFuture(e);
        }
        done.onFailure(context::fail);
    }

    /** 202, with where to look and from when. The location is relative, so that it holds behind a gateway's prefix too. */
    static Future<Void> accepted(RoutingContext context, String location, String position, JsonObject body) {
        context.response().setStatusCode(202).putHeader(Position.HEADER, position);
        if (location != null) {
            context.response().putHeader("Location", location);
        }
        return context.json(body);
    }

    static Future<Void> page(RoutingContext context, List<JsonObject> items, String next) {
        return Aside.json(context, () -> Json.put(new JsonObject().put("items", new JsonArray(items)), "next", next));
    }

    /** @return the session or job in the path, when this person may see it and the view is as fresh as they ask */
    static Future<Views.Found> found(RoutingContext context, Desk desk, String kind) {
        String what = kind.toLowerCase(java.util.Locale.ROOT);
        UUID id = Pages.id(context, what);
        org.periapsis.session.domain.request.Requester who = Call.who(context);
        return desk.freshness()
                .require(ServiceRoutes.positions(context))
                .compose(fresh ->
                        desk.freshness().sure(() -> Stages.future(desk.views().find(kind, id, who)), Optional::isEmpty))
                .map(found -> found.orElseThrow(() -> RequestRefused.notFound("There is no " + what + " " + id)));
    }
}
