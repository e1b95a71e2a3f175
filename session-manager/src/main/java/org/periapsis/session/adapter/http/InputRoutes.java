package org.periapsis.session.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import java.util.List;
import java.util.Set;
import org.periapsis.kit.http.Aside;
import org.periapsis.session.domain.request.KeptInputs;
import org.periapsis.session.domain.request.KnownProducts;
import org.periapsis.session.domain.request.RequestRefused;
import org.periapsis.session.domain.view.Request;
import org.periapsis.session.domain.view.Views.Found;

/** Which products a session or job reads: to ask for the same again, or for something else over them. */
final class InputRoutes {
    /** Of all ids together. */
    private static final long MOST_CHARACTERS = 4L << 20;

    private final Desk desk;
    private final Lists lists;
    private final KeptInputs inputs;
    private final KnownProducts known;

    InputRoutes(Desk desk, Lists lists, KeptInputs inputs, KnownProducts known) {
        this.desk = desk;
        this.lists = lists;
        this.inputs = inputs;
        this.known = known;
    }

    void mount(RouterBuilder routes) {
        routes.getRoute("readSessionInputs").addHandler(context -> Answers.with(context, each -> ids(each, "SESSION")));
        routes.getRoute("readJobInputs").addHandler(context -> Answers.with(context, each -> ids(each, "JOB")));
    }

    private Future<Void> ids(RoutingContext context, String kind) {
        return lists.inTurn(context, () -> Answers.found(context, desk, kind)
                .compose(this::ids)
                .compose(ids -> Stages.future(known.among(ids, Call.who(context)))
                        .compose(told -> Aside.made(context, () -> json(ids, told)))));
    }

    /** Who may see a run is not thereby somebody who may know of all that its owner put into it. */
    private static JsonObject json(List<String> ids, Set<String> told) {
        List<String> known = ids.stream().filter(told::contains).toList();
        JsonObject json = new JsonObject().put("count", ids.size()).put("ids", new JsonArray(known));
        return known.size() == ids.size() ? json : json.put("withheld", ids.size() - known.size());
    }

    private Future<List<String>> ids(Found found) {
        Request.Manifest manifest = found.entity().request().manifest();
        if (manifest == null || manifest.count() == 0) {
            return Future.succeededFuture(List.of());
        }
        if (manifest.count() > desk.limits().ids()) {
            throw RequestRefused.conflict(
                    "It reads " + manifest.count() + " products: more than can be listed by id",
                    "Ask by the search that found them");
        }
        return Stages.future(inputs.productIds(manifest.uri())).map(ids -> {
            if (ids.stream().mapToLong(String::length).sum() > MOST_CHARACTERS) {
                throw RequestRefused.conflict(
                        "Its products have longer names than can be listed", "Ask by the search that found them");
            }
            return ids;
        });
    }
}
