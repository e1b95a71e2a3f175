package org.periapsis.session.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import java.util.UUID;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.session.domain.request.RequestRefused;
import org.periapsis.session.domain.view.EntityView;
import org.periapsis.session.domain.view.Views;

/** Where a run is and whether it goes on, for the portal, which lets a run's program act for the run's owner as long. */
final class RunRoutes {
    private final Views views;

    RunRoutes(Views views) {
        this.views = views;
    }

    void mount(RouterBuilder routes) {
        routes.getRoute("readRun").addHandler(context -> Answers.with(context, this::read));
    }

    private Future<Void> read(RoutingContext context) {
        if (!ServiceRoutes.signedIn(context).service()) {
            throw new RequestRefused(
                    RequestRefused.Code.FORBIDDEN, null, "Only services of the platform read runs", null, null);
        }
        UUID id = Pages.id(context, "run");
        return Stages.future(views.any(id)).compose(found -> {
            EntityView entity = found.map(Views.Found::entity)
                    .filter(each -> each.party() != null && each.request() != null)
                    .orElseThrow(RunRoutes::nothing);
            return Stages.future(views.current(id, context.pathParam("run")))
                    .map(now -> json(entity, now.orElseThrow(RunRoutes::nothing)))
                    .compose(context::json);
        });
    }

    private static JsonObject json(EntityView entity, Views.Current now) {
        return new JsonObject()
                .put("kind", entity.kind())
                .put(
                        "owner",
                        new JsonObject()
                                .put("issuer", entity.party().issuer())
                                .put("subject", entity.party().subject()))
                .put("requested_at", Json.text(entity.request().stamp().at()))
                .put("site", now.site())
                .put("epoch", now.epoch())
                .put("put_outs", now.putOuts())
                .put("going", now.going() && entity.stop() == null && entity.conclusion() == null);
    }

    private static RequestRefused nothing() {
        return RequestRefused.notFound("There is no such run");
    }
}
