package org.periapsis.session.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import org.periapsis.events.DatalabKind;
import org.periapsis.session.domain.request.Ask;
import org.periapsis.session.domain.request.PlacementPreview;

/** What would happen, and why: the selection is resolved here, the scheduler answers. */
final class PreviewRoutes {
    private final Desk desk;
    private final Selections selections;
    private final PlacementPreview scheduler;

    PreviewRoutes(Desk desk, Selections selections, PlacementPreview scheduler) {
        this.desk = desk;
        this.selections = selections;
        this.scheduler = scheduler;
    }

    void mount(RouterBuilder routes) {
        routes.getRoute("previewPlacement").addHandler(context -> Answers.with(context, this::preview));
    }

    private Future<Void> preview(RoutingContext context) {
        Call call = Call.of(context);
        Ask ask = Bodies.session(context.body().asJsonObject()).checked(desk.limits());
        String team = call.who().team(ask.team());
        return selections
                .placed(call, ask, () -> context.response().closed())
                .compose(chosen -> Stages.future(scheduler.preview(question(call, ask, team, chosen), call.trace()))
                        .map(answer -> answer(chosen, new JsonObject(answer))))
                .compose(context::json);
    }

    private PlacementPreview.Question question(Call call, Ask ask, String team, Selections.Chosen chosen) {
        DatalabKind kind =
                DatalabKind.valueOf(chosen.datalab().view().description().kind());
        return new PlacementPreview.Question(
                call.who(),
                team,
                Submissions.ref(chosen, kind),
                chosen.inputs().shards(),
                chosen.need(ask, desk.limits()),
                ask.wanted(),
                ask.site(),
                ask.leaseS() == null ? desk.limits().leaseS() : ask.leaseS());
    }

    /** The scheduler's own words, and beside them what was resolved here. */
    private static JsonObject answer(Selections.Chosen chosen, JsonObject scheduler) {
        JsonArray shards = Json.array(chosen.inputs().shards(), shard -> new JsonObject()
                .put("holders", new JsonArray(shard.getHolders()))
                .put("count", shard.getEntries().getCount())
                .put("bytes", shard.getBytes()));
        return scheduler
                .put("products", chosen.inputs().count())
                .put("bytes", chosen.inputs().bytes())
                .put("shards", shards)
                .put(
                        "datalab",
                        new JsonObject()
                                .put("id", chosen.datalab().id())
                                .put("version", chosen.datalab().version()));
    }
}
