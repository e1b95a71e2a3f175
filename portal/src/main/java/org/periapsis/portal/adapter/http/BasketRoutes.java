package org.periapsis.portal.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.periapsis.events.Owner;
import org.periapsis.events.id.DerivedId;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.kit.kafka.Position;
import org.periapsis.kit.postgres.AppliedPositions;
import org.periapsis.portal.adapter.kafka.PortalLog;
import org.periapsis.portal.adapter.postgres.PortalReads;
import org.periapsis.portal.domain.Basket;

/** The caller's basket: {@code GET} and {@code PUT /api/basket}. */
public final class BasketRoutes {
    private static final int BODY_BYTES = 4 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final PortalReads reads;
    private final PortalLog log;
    private final AppliedPositions applied;

    public BasketRoutes(PortalReads reads, PortalLog log, AppliedPositions applied) {
        this.reads = reads;
        this.log = log;
        this.applied = applied;
    }

    public void mount(Router router) {
        router.get("/api/basket").handler(this::get);
        router.put("/api/basket")
                .handler(BodyHandler.create(false).setBodyLimit(BODY_BYTES))
                .handler(this::put);
    }

    private void get(RoutingContext context) {
        reads.basket(id(ServiceRoutes.signedIn(context)))
                .onSuccess(basket -> context.json(json(basket)))
                .onFailure(context::fail);
    }

    private void put(RoutingContext context) {
        Caller caller = ServiceRoutes.signedIn(context);
        JsonObject body = body(context);
        List<String> ids = ids(body);
        reads.basket(id(caller))
                .compose(before -> {
                    Integer expected = body.getInteger("version");
                    if (expected != null && expected != before.version()) {
                        return Future.failedFuture(changedMeanwhile().exception());
                    }
                    return log.changed(
                                    before,
                                    new Owner(caller.issuer(), caller.subject()),
                                    ids,
                                    ServiceRoutes.trace(context))
                            .compose(position -> settled(before, ids, position).onSuccess(after -> context.response()
                                    .putHeader(Position.HEADER, position.toString())));
                })
                .onSuccess(after -> context.json(json(after)))
                .onFailure(context::fail);
    }

    /** The log's order decides between two changes of one version; the view tells who won. */
    private Future<Basket> settled(Basket before, List<String> ids, Position position) {
        return applied.await(List.of(position), PATIENCE)
                .compose(seen -> seen
                        ? reads.basket(before.id())
                        : Future.failedFuture(Problem.unavailable("The basket's view is behind")
                                .exception()))
                .compose(after -> after.version() == before.version() + 1
                                && !after.productIds().equals(ids)
                        ? Future.failedFuture(changedMeanwhile().exception())
                        : Future.succeededFuture(after));
    }

    private static Problem changedMeanwhile() {
        return Problem.of("changed-meanwhile", 409, "The basket was changed meanwhile")
                .field("version")
                .remedy("Read it again and repeat the change");
    }

    private static JsonObject body(RoutingContext context) {
        try {
            JsonObject body = context.body().asJsonObject();
            if (body != null) {
                return body;
            }
        } catch (RuntimeException e) {
            throw Problem.badRequest("body", "The body is not a JSON object", "Send {\"ids\": [...]}")
                    .exception(e);
        }
        throw Problem.badRequest("body", "There is no body", "Send {\"ids\": [...]}")
                .exception();
    }

    private static List<String> ids(JsonObject body) {
        try {
            return Basket.checked(body.getJsonArray("ids", new JsonArray()).stream()
                    .map(String.class::cast)
                    .toList());
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("ids", e.getMessage(), "Take a query as the selection instead")
                    .exception(e);
        } catch (ClassCastException e) {
            throw Problem.badRequest("ids", "ids is not a list of texts", "Send product ids")
                    .exception(e);
        }
    }

    private static UUID id(Caller caller) {
        return DerivedId.of("basket", caller.issuer(), caller.subject());
    }

    private static JsonObject json(Basket basket) {
        return new JsonObject()
                .put("id", basket.id().toString())
                .put("version", basket.version())
                .put("ids", new JsonArray(basket.productIds()));
    }
}
