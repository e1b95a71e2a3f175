package org.periapsis.session.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.periapsis.kit.http.Aside;
import org.periapsis.kit.http.ClientAddress;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.kit.http.Turns;
import org.periapsis.session.domain.view.Views;

/**
 * Lists, whose rows may be long: one is made after the other, and none waits for who takes an answer slowly.
 */
final class Lists {
    private final Desk desk;
    private final Turns turns;

    /** @param turns of who reads */
    Lists(Desk desk, Turns turns) {
        this.desk = desk;
        this.turns = turns;
    }

    /** Sessions or jobs. */
    Future<Void> of(RoutingContext context, String kind, Function<Views.Found, JsonObject> item) {
        int limit = Pages.limit(context);
        boolean live = "true".equals(context.request().getParam("live"));
        Views.After after = Pages.after(context);
        return inTurn(context, () -> desk.freshness()
                .require(ServiceRoutes.positions(context))
                .compose(fresh -> Stages.future(desk.views().list(kind, Call.who(context), live, after, limit)))
                .compose(page -> made(context, page, item, Pages::cursor)));
    }

    /** What happened to a session or job. */
    Future<Void> timeline(RoutingContext context, String kind) {
        int limit = Pages.limit(context);
        String after = context.request().getParam("after");
        return inTurn(context, () -> Answers.found(context, desk, kind)
                .compose(found -> Stages.future(desk.views().timeline(found.id(), after, limit)))
                .compose(page -> made(context, page, Lists::line, Views.Line::cursor)));
    }

    /** Makes an answer in turn, and sends it. */
    Future<Void> inTurn(RoutingContext context, Supplier<Future<Aside.Written>> making) {
        return turns.take(ClientAddress.who(context), () -> context.response().closed(), making)
                .compose(Aside.Written::send);
    }

    private static <T> Future<Aside.Written> made(
            RoutingContext context, Views.Page<T> page, Function<T, JsonObject> item, Function<T, String> cursor) {
        List<T> items = page.items();
        return Aside.made(context, () -> {
            JsonObject json = new JsonObject()
                    .put("items", new JsonArray(items.stream().map(item).toList()));
            return page.more() ? json.put("next", cursor.apply(items.get(items.size() - 1))) : json;
        });
    }

    private static JsonObject line(Views.Line line) {
        JsonObject json = new JsonObject()
                .put("at", Json.text(line.at()))
                .put("type", line.moment().type())
                .put("text", line.moment().text());
        Json.put(json, "run", line.moment().runId());
        Json.put(json, "epoch", line.moment().epoch());
        return Json.put(json, "site", line.moment().site());
    }
}
