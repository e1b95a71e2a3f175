package org.periapsis.portal.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
        Fields body = Fields.of(context);
        List<String> ids = ids(body);
        Optional<Long> expected = body.whole("version", 0, Integer.MAX_VALUE);
        reads.basket(id(caller))
                .compose(before ->
                        expected.filter(version -> version != before.version()).isPresent()
                                ? Future.failedFuture(changedMeanwhile().exception())
                                : change(context, caller, before, ids))
                .onSuccess(after -> context.json(json(after)))
                .onFailure(context::fail);
    }

    private Future<Basket> change(RoutingContext context, Caller caller, Basket before, List<String> ids) {
        Owner owner = new Owner(caller.issuer(), caller.subject());
        return log.changed(before, owner, ids, ServiceRoutes.trace(context)).compose(written -> {
            context.response().putHeader(Position.HEADER, written.position().toString());
            return settled(before, ids, written);
        });
    }

    /**
     * The log's order decides between two changes of one version; the view tells who won. A winner's answer is its own
     * change, also when another one has followed already.
     */
    private Future<Basket> settled(Basket before, List<String> ids, PortalLog.Written written) {
        return applied.await(List.of(written.position()), PATIENCE)
                .compose(seen -> seen
                        ? reads.basket(before.id())
                        : Future.failedFuture(Problem.unavailable("The basket's view is behind")
                                .exception()))
                .map(after -> {
                    if (!after.changes().contains(written.change())) {
                        throw changedMeanwhile().exception();
                    }
                    return new Basket(before.id(), before.version() + 1, ids, List.of());
                });
    }

    private static Problem changedMeanwhile() {
        return Problem.of("changed-meanwhile", 409, "The basket was changed meanwhile")
                .field("version")
                .remedy("Read it again and repeat the change");
    }

    private static List<String> ids(Fields body) {
        List<String> ids = body.texts("ids").orElseThrow(() -> Fields.bad("ids", "is missing"));
        try {
            return Basket.checked(ids);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("ids", e.getMessage(), "Take a query as the selection instead")
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
