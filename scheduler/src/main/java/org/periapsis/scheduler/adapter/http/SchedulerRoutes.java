package org.periapsis.scheduler.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.periapsis.events.Owner;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.http.Aside;
import org.periapsis.kit.http.BodyReader;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.scheduler.domain.Ask;
import org.periapsis.scheduler.domain.Memory;
import org.periapsis.scheduler.domain.Readings;
import org.periapsis.scheduler.domain.StateHash;

/** What would happen, what is offered, what waits: questions about the scheduler's memory. Nothing is decided here. */
public final class SchedulerRoutes {
    private static final String CONTRACT = "/org/periapsis/scheduler/openapi.yaml";
    private static final long MOST_BODY = 16L << 20;

    private final Vertx vertx;
    private final Readings readings;
    private final Clock clock;

    public SchedulerRoutes(Vertx vertx, Readings readings, Clock clock) {
        this.vertx = vertx;
        this.readings = readings;
        this.clock = clock;
    }

    /** A router for the contract's operations. */
    public Future<Router> router() {
        return ServiceRoutes.contract(vertx, SchedulerRoutes.class, CONTRACT).map(builder -> {
            builder.rootHandler(new BodyReader(MOST_BODY));
            builder.getRoute("previewPlacement").addHandler(answered(this::preview));
            builder.getRoute("listSites").addHandler(answered(this::sites));
            builder.getRoute("listQueue").addHandler(answered(this::queue));
            builder.getRoute("stateHash").addHandler(answered(this::hash));
            return builder.createRouter();
        });
    }

    private static io.vertx.core.Handler<RoutingContext> answered(Function<RoutingContext, Future<JsonObject>> answer) {
        return context -> Aside.of(context, () -> answer.apply(context))
                .compose(json -> Aside.json(context, () -> json))
                .onFailure(context::fail);
    }

    /** Off the event loop, since a question waits while a plan is made. */
    private Future<JsonObject> ask(Function<Memory, JsonObject> question) {
        return vertx.executeBlocking(() -> readings.read(question), false);
    }

    private Future<JsonObject> preview(RoutingContext context) {
        Caller caller = ServiceRoutes.signedIn(context);
        Ask ask = PreviewBody.ask(context.body().asJsonObject(), caller);
        return ask(memory -> {
            Instant now = clock.instant();
            return SchedulerJson.preview(memory.preview(ask, now)).put("as_of", asOf(memory));
        });
    }

    private Future<JsonObject> sites(RoutingContext context) {
        ServiceRoutes.signedIn(context);
        return ask(memory -> {
            JsonArray sites = new JsonArray();
            memory.offers().all().forEach(heard -> sites.add(SchedulerJson.site(heard, memory.state())));
            return new JsonObject().put("sites", sites).put("as_of", asOf(memory));
        });
    }

    private Future<JsonObject> queue(RoutingContext context) {
        Caller caller = ServiceRoutes.signedIn(context);
        List<String> limits = context.queryParam("limit");
        int limit = limits.isEmpty() ? 100 : Integer.parseInt(limits.get(0));
        return ask(memory -> {
            JsonArray queue = new JsonArray();
            memory.queue(clock.instant()).stream()
                    .filter(queued -> may(caller, queued.entity().ask()))
                    .limit(limit)
                    .forEach(queued -> queue.add(SchedulerJson.queued(queued)));
            return new JsonObject().put("queue", queue).put("as_of", asOf(memory));
        });
    }

    private Future<JsonObject> hash(RoutingContext context) {
        Caller caller = ServiceRoutes.signedIn(context);
        if (!caller.operator() && !caller.service()) {
            throw Problem.notAllowed("Operators only").exception();
        }
        return ask(memory -> new JsonObject()
                .put("sha256", StateHash.of(memory.state()))
                .put("open", memory.state().entities().size())
                .put("as_of", asOf(memory)));
    }

    private static boolean may(Caller caller, Ask ask) {
        Owner owner = ask.owner();
        boolean own =
                owner.getIssuer().equals(caller.issuer()) && owner.getSubject().equals(caller.subject());
        return own || caller.operator() || caller.service() || caller.teams().contains(ask.team());
    }

    private static String asOf(Memory memory) {
        return memory.asOf().map(Instant::toString).orElse(null);
    }
}
