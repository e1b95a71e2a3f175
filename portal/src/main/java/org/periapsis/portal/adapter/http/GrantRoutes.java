package org.periapsis.portal.adapter.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.portal.adapter.postgres.GrantStore;
import org.periapsis.portal.adapter.postgres.RunTokenStore;
import org.periapsis.portal.domain.GrantEntry;

/** The list in which a person sees what can act for them, and ends it. */
public final class GrantRoutes {
    private final Identity identity;
    private final GrantStore grants;
    private final RunTokenStore runs;

    public GrantRoutes(Identity identity, GrantStore grants, RunTokenStore runs) {
        this.identity = identity;
        this.grants = grants;
        this.runs = runs;
    }

    void mount(Router router) {
        router.get("/auth/tokens").handler(this::list);
        router.delete("/auth/tokens/:id").handler(this::revoke);
    }

    private void list(RoutingContext context) {
        Caller caller = ServiceRoutes.signedIn(context);
        grants.of(caller.subject())
                .compose(own -> runs.list(caller.subject()).map(ofRuns -> Stream.concat(own.stream(), ofRuns.stream())
                        .toList()))
                .onSuccess(entries -> {
                    context.response().putHeader("Cache-Control", "no-store");
                    context.json(new JsonObject().put("tokens", json(entries, caller)));
                })
                .onFailure(context::fail);
    }

    private void revoke(RoutingContext context) {
        ServiceRoutes.signedIn(context);
        identity.revoke(context, id(context))
                .onSuccess(was -> {
                    if (was) {
                        context.response().setStatusCode(204).end();
                    } else {
                        context.fail(nothing().exception());
                    }
                })
                .onFailure(context::fail);
    }

    private static UUID id(RoutingContext context) {
        try {
            return UUID.fromString(context.pathParam("id"));
        } catch (IllegalArgumentException e) {
            throw nothing().exception(e);
        }
    }

    private static Problem nothing() {
        return Problem.notFound("You have no such sign-in or token")
                .field("id")
                .remedy("GET /auth/tokens lists what you have");
    }

    private static JsonArray json(List<GrantEntry> entries, Caller caller) {
        JsonArray all = new JsonArray();
        for (GrantEntry entry : entries) {
            all.add(new JsonObject()
                    .put("id", entry.grant().toString())
                    .put("kind", entry.kind().name().toLowerCase(Locale.ROOT))
                    .put("label", entry.label())
                    .put("roles", new JsonArray(entry.roles()))
                    .put("created_at", entry.created().toString())
                    .put("last_used_at", entry.used().map(Instant::toString).orElse(null))
                    .put("expires_at", entry.expires().toString())
                    .put(
                            "this",
                            caller.grant().id().filter(entry.grant()::equals).isPresent()));
        }
        return all;
    }
}
