package org.periapsis.portal.adapter.http;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.periapsis.kit.http.AuditedRoutes;
import org.periapsis.kit.http.BodyReader;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.portal.domain.RunPlace;

/** Gives a site's agent the tokens of the runs that it carries out. */
public final class RunTokenRoutes {
    private static final int BODY_BYTES = 4 * 1024;

    private final RunGrants runs;

    public RunTokenRoutes(RunGrants runs) {
        this.runs = runs;
    }

    void mount(Router router) {
        router.post("/auth/runs/token").handler(new BodyReader(BODY_BYTES)).handler(this::give);
    }

    private void give(RoutingContext context) {
        String site = ServiceRoutes.signedIn(context).site().orElseThrow(() -> Problem.notAllowed(
                        "Only a site's agent asks for tokens of runs")
                .exception());
        RunPlace place = place(Fields.of(context));
        AuditedRoutes.add(context, "run", place.entity() + "/" + place.run() + "/" + place.epoch());
        runs.give(site, place)
                .onSuccess(given -> {
                    AuditedRoutes.add(context, "for", given.subject());
                    context.response().setStatusCode(201).putHeader("Cache-Control", "no-store");
                    context.json(new JsonObject()
                            .put("token", given.token())
                            .put("expires_at", given.expires().toString())
                            .put(
                                    "expires_in_s",
                                    Duration.between(Instant.now(), given.expires())
                                            .toSeconds()));
                })
                .onFailure(context::fail);
    }

    private static RunPlace place(Fields body) {
        try {
            return new RunPlace(
                    UUID.fromString(body.text("id").orElseThrow(() -> new IllegalArgumentException("id is missing"))),
                    body.text("run").orElse(null),
                    body.whole("epoch", 1, Integer.MAX_VALUE).orElse(0L).intValue());
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest(
                            "id", "This names no run: " + e.getMessage(), "Send id, run and epoch of RunPlaced")
                    .exception(e);
        }
    }
}
