package org.periapsis.portal.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.periapsis.events.Owner;
import org.periapsis.events.id.DerivedId;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.http.Aside;
import org.periapsis.kit.http.BodyReader;
import org.periapsis.kit.http.ClientAddress;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.kit.http.Turns;
import org.periapsis.kit.kafka.Position;
import org.periapsis.kit.postgres.AppliedPositions;
import org.periapsis.kit.postgres.PresentView;
import org.periapsis.portal.adapter.kafka.PortalLog;
import org.periapsis.portal.adapter.postgres.BasketReads;
import org.periapsis.portal.domain.Basket;
import org.periapsis.portal.domain.BasketContent;

/** The caller's basket under {@code /api/basket}, and baskets that others share under {@code /api/baskets}. */
public final class BasketRoutes {
    private static final int BODY_BYTES = 4 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** Of who reads baskets or selections: each has some MiB while an answer is made of it. As many may wait of one as the portal passes on. */
    public static final Turns.Limits READING = new Turns.Limits(4, 2, 200, 1_000, Duration.ofSeconds(20));

    private final BasketReads reads;
    private final PortalLog log;
    private final AppliedPositions applied;
    private final PresentView present;
    private final BooleanSupplier whole;
    private final Summaries summaries;
    private final Turns turns;

    /**
     * @param whole whether the view has come to the end of the log since it was made
     * @param turns of who reads
     */
    public BasketRoutes(
            BasketReads reads,
            PortalLog log,
            AppliedPositions applied,
            PresentView present,
            BooleanSupplier whole,
            Summaries summaries,
            Turns turns) {
        this.reads = reads;
        this.log = log;
        this.applied = applied;
        this.present = present;
        this.whole = whole;
        this.summaries = summaries;
        this.turns = turns;
    }

    public void mount(Router router) {
        Handler<RoutingContext> there = ServiceRoutes.whole(whole);
        router.get("/api/basket")
                .handler(there)
                .handler(context -> read(context, turns, () -> own(context)
                        .compose(basket -> Aside.made(context, () -> BasketJson.own(basket)))));
        router.put("/api/basket")
                .handler(there)
                .handler(new BodyReader(BODY_BYTES))
                .handler(this::put);
        router.get("/api/basket/summary")
                .handler(there)
                .handler(context -> summary(context, () -> own(context).map(Basket.Shared::basket)));
        router.post("/api/basket/share").handler(there).handler(this::share);
        router.delete("/api/basket/share").handler(there).handler(this::unshare);
        router.get("/api/baskets/:id")
                .handler(there)
                .handler(context ->
                        read(context, turns, () -> shared(context).compose(read -> Aside.made(context, read::json))));
        router.get("/api/baskets/:id/summary")
                .handler(there)
                .handler(context -> summary(context, () -> shared(context).map(Read::basket)));
    }

    /** Answers with what may be long, made in turn; sending it takes as long as its reader likes, and nobody waits for that. */
    static void read(RoutingContext context, Turns turns, Supplier<Future<Aside.Written>> reading) {
        turns.take(ClientAddress.who(context), () -> context.response().closed(), reading)
                .compose(Aside.Written::send)
                .onFailure(context::fail);
    }

    private Future<Basket.Shared> own(RoutingContext context) {
        Owner owner = owner(ServiceRoutes.signedIn(context));
        return reads.shared(id(owner))
                .map(found -> found.orElseGet(() -> new Basket.Shared(Basket.empty(id(owner), owner), List.of())));
    }

    /**
     * A basket as a reader has it.
     *
     * @param withheld products in it of which the reader may not know
     */
    private record Read(Basket basket, int withheld) {
        JsonObject json() {
            JsonObject json =
                    BasketJson.of(basket).put("owner_name", basket.owner().getSubject());
            return withheld == 0 ? json : json.put("withheld", withheld);
        }
    }

    /** What somebody put together need not be for all of those who may look at it. */
    private Future<Read> read(Basket basket, Caller caller) {
        if (basket.owner().equals(owner(caller))) {
            return Future.succeededFuture(new Read(basket, 0));
        }
        Set<String> named = basket.content().named();
        return summaries
                .known(named, caller)
                .map(known -> new Read(basket.holding(basket.content().knowing(known)), named.size() - known.size()));
    }

    /** Whether a basket that is not shared exists is not told. */
    private Future<Read> shared(RoutingContext context) {
        Caller caller = ServiceRoutes.signedIn(context);
        return uuid(context.pathParam("id"))
                .map(id -> present.sure(() -> reads.shared(id), found -> found.flatMap(
                                basket -> basket.readableBy(owner(caller), caller.teams()))
                        .isEmpty()))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()))
                .map(found -> found.flatMap(basket -> basket.readableBy(owner(caller), caller.teams()))
                        .orElseThrow(() -> Problem.notFound("There is no such basket, or it is not shared with you")
                                .field("id")
                                .remedy("Ask its owner to share it again")
                                .exception()))
                .compose(basket -> read(basket, caller));
    }

    private void summary(RoutingContext context, Supplier<Future<Basket>> found) {
        Caller caller = ServiceRoutes.signedIn(context);
        read(context, turns, () -> found.get()
                .compose(basket -> summaries.of(basket.content(), caller).map(summary -> summary.put(
                                "id", basket.id().toString())
                        .put("version", basket.version())))
                .compose(summary -> Aside.made(context, () -> summary)));
    }

    private void put(RoutingContext context) {
        Caller caller = ServiceRoutes.signedIn(context);
        answer(context, Aside.of(context, () -> changed(context, caller)), BasketJson::own);
    }

    private Future<Basket.Shared> changed(RoutingContext context, Caller caller) {
        Fields body = Fields.of(context);
        Optional<Long> expected = body.whole("version", 0, Integer.MAX_VALUE);
        // What is not understood is refused before anything is looked up.
        BasketJson.content(body, BasketContent.USUAL_NAME);
        return own(context).map(Basket.Shared::basket).compose(before -> {
            if (expected.filter(version -> version != before.version()).isPresent()) {
                throw changedMeanwhile().exception();
            }
            return summaries
                    .understood(BasketJson.content(body, before.content().name()), caller)
                    .compose(content -> change(context, before, content));
        });
    }

    private Future<Basket.Shared> change(RoutingContext context, Basket before, BasketContent content) {
        return log.changed(before, content, ServiceRoutes.trace(context)).compose(written -> seen(context, written)
                .compose(done -> own(context))
                .map(after -> new Basket.Shared(settled(before, content, after.basket(), written), after.readers())));
    }

    /**
     * The log's order decides between two changes of one version; the view tells who won. A winner's answer is its own
     * change, also when another one has followed already.
     */
    private static Basket settled(Basket before, BasketContent content, Basket after, PortalLog.Written written) {
        if (!after.changes().contains(written.change())) {
            throw changedMeanwhile().exception();
        }
        return before.changed(content);
    }

    /**
     * That nothing is to be written is said only by a view that is not behind: what it does not show yet would outlive the
     * answer.
     */
    private void share(RoutingContext context) {
        Future<Basket> done = present.sure(() -> own(context), Basket.Shared::byLink)
                .compose(own -> {
                    Basket basket = own.basket();
                    if (basket.version() == 0) {
                        throw Problem.of("nothing-to-share", 409, "This basket was never filled")
                                .remedy("Put products into it first")
                                .exception();
                    }
                    return own.byLink()
                            ? Future.succeededFuture(basket)
                            : log.shared(basket, Basket.EVERYONE, ServiceRoutes.trace(context))
                                    .compose(written -> seen(context, written))
                                    .map(basket);
                });
        answer(context, done, basket -> new JsonObject()
                .put("id", basket.id().toString())
                .put("link", "/find?basket=" + basket.id()));
    }

    /** As with sharing: nothing is written only where the view is sure that there is nothing to take back. */
    private void unshare(RoutingContext context) {
        present.sure(() -> own(context), own -> !own.byLink())
                .compose(own -> own.byLink()
                        ? log.unshared(own.basket(), Basket.EVERYONE, ServiceRoutes.trace(context))
                                .compose(written -> seen(context, written))
                        : Future.succeededFuture())
                .compose(done -> context.response().setStatusCode(204).end())
                .onFailure(context::fail);
    }

    private Future<Void> seen(RoutingContext context, PortalLog.Written written) {
        context.response().putHeader(Position.HEADER, written.position().toString());
        return applied.await(List.of(written.position()), PATIENCE)
                .compose(there -> there
                        ? Future.succeededFuture()
                        : Future.failedFuture(Problem.unavailable("The basket's view is behind")
                                .exception()));
    }

    /** What an answer says of a basket. */
    private interface Answer<T> {
        JsonObject of(T basket);
    }

    private static <T> void answer(RoutingContext context, Future<T> found, Answer<T> answer) {
        found.compose(basket -> Aside.json(context, () -> answer.of(basket))).onFailure(context::fail);
    }

    private static Problem changedMeanwhile() {
        return Problem.of("changed-meanwhile", 409, "The basket was changed meanwhile")
                .field("version")
                .remedy("Read it again and repeat the change");
    }

    private static Optional<UUID> uuid(String text) {
        try {
            return Optional.of(UUID.fromString(text)).filter(id -> id.toString().equals(text));
        } catch (IllegalArgumentException noUuid) {
            return Optional.empty();
        }
    }

    private static Owner owner(Caller caller) {
        return new Owner(caller.issuer(), caller.subject());
    }

    private static UUID id(Owner owner) {
        return DerivedId.of("basket", owner.getIssuer(), owner.getSubject());
    }
}
