package org.periapsis.session.adapter.http;

import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import java.time.Clock;
import java.time.Duration;
import org.periapsis.kit.auth.Tokens;
import org.periapsis.kit.http.AuditedRoutes;
import org.periapsis.kit.http.BodyReader;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.kit.http.Turns;
import org.periapsis.kit.observe.Audit.Act;
import org.periapsis.kit.observe.Observer;
import org.periapsis.session.domain.request.KeptInputs;
import org.periapsis.session.domain.request.KnownProducts;
import org.periapsis.session.domain.request.Manifests;
import org.periapsis.session.domain.request.PlacementPreview;
import org.periapsis.session.domain.request.Products;
import org.periapsis.session.domain.request.RequestLimits;
import org.periapsis.session.domain.view.TrafficView;

/** The API's routes, as {@code openapi.yaml} has them. */
public final class SessionApi {
    /** Requests answered, by method and class of status. */
    public static final String REQUESTS = "periapsis_session_api_requests_total";

    private static final String CONTRACT = "/org/periapsis/session/openapi.yaml";
    /** 10,000 ids of 200 characters are 2 MB. */
    private static final long BODY_BYTES = 12L << 20;
    /** Of selections, each of which may take {@link RequestLimits#manifestBytes} twice: its products, and the manifest made of them. */
    private static final Turns.Limits SELECTING = new Turns.Limits(2, 1, 32, 256, Duration.ofSeconds(30));

    /** Of lists, whose pages have some MiB. As many may wait of one as the portal passes on. */
    private static final Turns.Limits READING = new Turns.Limits(4, 2, 200, 1_000, Duration.ofSeconds(20));

    /** What the API asks of other services. */
    public record Peers(
            Products products,
            Manifests manifests,
            KeptInputs inputs,
            KnownProducts known,
            PlacementPreview scheduler,
            AgentLogs logs,
            AgentTasks tasks) {}

    private SessionApi() {}

    /** @param authority the scheduler that decides on requests taken here */
    public static Future<Router> router(
            Vertx vertx,
            Tokens tokens,
            Observer observer,
            Desk desk,
            TrafficView traffic,
            Peers peers,
            String authority) {
        Selections selections =
                new Selections(vertx, desk, peers.products(), peers.manifests(), new Turns(vertx, SELECTING));
        Submissions submissions = new Submissions(desk, selections, authority);
        Lists lists = new Lists(desk, new Turns(vertx, READING));
        Logs logs = new Logs(desk.views(), peers.logs()::stream);
        return ServiceRoutes.contract(vertx, SessionApi.class, CONTRACT).map(routes -> {
            routes.rootHandler(new BodyReader(BODY_BYTES));
            new SessionRoutes(desk, submissions, logs, lists).mount(routes);
            new PeopleRoutes(desk).mount(routes);
            new JobRoutes(desk, submissions, logs, lists, new JobTasks(peers.tasks()), peers.known()).mount(routes);
            new InputRoutes(desk, lists, peers.inputs(), peers.known()).mount(routes);
            new CatalogueRoutes(desk, lists, authority).mount(routes);
            new RunRoutes(desk.views()).mount(routes);
            new TrafficRoutes(traffic, desk.freshness(), desk.clock()).mount(routes);
            new PreviewRoutes(desk, selections, peers.scheduler()).mount(routes);
            return assemble(vertx, tokens, observer, desk, routes);
        });
    }

    private static Router assemble(Vertx vertx, Tokens tokens, Observer observer, Desk desk, RouterBuilder routes) {
        Router router = ServiceRoutes.base(vertx, tokens, observer, Problems::of);
        router.route().handler(audit()::watch);
        router.route().handler(context -> {
            context.addEndHandler(done -> count(observer, context));
            // Whoever is not signed in is told so before the body is looked at.
            ServiceRoutes.signedIn(context);
            context.next();
        });
        router.route().handler(ServiceRoutes.whole(desk.freshness()::whole));
        router.route("/*").subRouter(routes.createRouter());
        ServiceRoutes.nothingElse(router);
        return router;
    }

    private static AuditedRoutes audit() {
        return new AuditedRoutes("session-manager", Clock.systemUTC())
                .on("POST", "/sessions", Act.SESSION_REQUESTED)
                .on("DELETE", "/sessions/:id", Act.SESSION_STOPPED)
                .on("POST", "/sessions/:id/renew", Act.SESSION_RENEWED)
                .on("PUT", "/sessions/:id/people/:subject", Act.PERSON_LET_IN)
                .on("DELETE", "/sessions/:id/people/:subject", Act.PERSON_PUT_OUT)
                .on("POST", "/jobs", Act.JOB_SUBMITTED)
                .on("DELETE", "/jobs/:id", Act.JOB_CANCELLED)
                .on("POST", "/datalabs", Act.DATALAB_CHANGED)
                .on("POST", "/builds", Act.DATALAB_CHANGED);
    }

    private static void count(Observer observer, RoutingContext context) {
        Counter.builder(REQUESTS)
                .tag("method", context.request().method().name())
                .tag("status", context.response().getStatusCode() / 100 + "xx")
                .register(observer.metrics())
                .increment();
    }
}
