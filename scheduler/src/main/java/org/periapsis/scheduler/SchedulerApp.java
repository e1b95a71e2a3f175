package org.periapsis.scheduler;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.periapsis.events.codec.EventCodec;
import org.periapsis.events.registry.ConfluentSchemaIds;
import org.periapsis.kit.auth.Tokens;
import org.periapsis.kit.http.Listener;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.kit.kafka.KafkaAccess;
import org.periapsis.kit.kafka.KafkaProbe;
import org.periapsis.kit.kafka.RegistryProbe;
import org.periapsis.kit.observe.Observer;
import org.periapsis.kit.observe.PartsWatch;
import org.periapsis.kit.service.OrderedShutdown;
import org.periapsis.scheduler.adapter.http.SchedulerRoutes;
import org.periapsis.scheduler.adapter.jgrapht.JGraphTFlowSolver;
import org.periapsis.scheduler.adapter.kafka.SchedulerLoop;
import org.periapsis.scheduler.domain.Memory;
import org.periapsis.scheduler.domain.Planner;

/** The scheduler, put together: the log on one side, questions on the other, the memory between them. */
public final class SchedulerApp {
    private static final String NAME = "scheduler";
    private static final Duration STOP = Duration.ofSeconds(20);

    private final Vertx vertx;
    private final SchedulerConfig config;
    private final OrderedShutdown shutdown = new OrderedShutdown(NAME);
    private final Observer observer = new Observer(NAME, "hub");
    private SchedulerLoop loop;
    private Listener server;

    private SchedulerApp(Vertx vertx, SchedulerConfig config) {
        this.vertx = vertx;
        this.config = config;
    }

    /**
     * Starts listening and reading; it decides from when it leads, which {@code /health/ready} tells. What was opened is closed
     * again when the start fails.
     */
    public static Future<SchedulerApp> start(Vertx vertx, SchedulerConfig config) {
        SchedulerApp app = new SchedulerApp(vertx, config);
        return app.open().map(app).recover(failure -> app.stop().transform(done -> Future.failedFuture(failure)));
    }

    private Future<Void> open() {
        Clock clock = Clock.systemUTC();
        KafkaAccess access = new KafkaAccess(config.kafka(), NAME);
        ConfluentSchemaIds schemaIds = new ConfluentSchemaIds(config.kafka().registryConfig());
        shutdown.add(
                "registry",
                () -> vertx.executeBlocking(() -> {
                    schemaIds.close();
                    return null;
                }));
        // Told, not waited for: the loop waits by itself, and questions are answered meanwhile.
        PartsWatch parts = new PartsWatch(
                vertx, observer, NAME, List.of(KafkaProbe.of(vertx, access), RegistryProbe.of(vertx, config.kafka())));
        shutdown.add("parts", parts::stop);
        parts.start();
        Planner planner = new Planner(config.limits(), new JGraphTFlowSolver());
        loop = new SchedulerLoop(access, new EventCodec(schemaIds), () -> new Memory(planner), clock, observer);
        shutdown.addStage("loop", () -> loop.stop(STOP));
        loop.start();
        Tokens tokens =
                Tokens.checking(vertx, config.http().issuer(), config.http().issuerKey());
        Router base = ServiceRoutes.base(vertx, tokens, observer, failure -> null);
        return new SchedulerRoutes(vertx, loop, clock)
                .router()
                .compose(routes -> {
                    base.route("/*").subRouter(routes);
                    ServiceRoutes.nothingElse(base);
                    return ServiceRoutes.listen(vertx, base, config.http());
                })
                .map(listening -> {
                    server = listening;
                    shutdown.add("http", () -> listening.drain(observer));
                    return null;
                });
    }

    /** Stops in order: no new questions, the step in hand is finished, the lease is given up. */
    public Future<Void> stop() {
        return shutdown.close();
    }

    /** @return where it listens */
    public int port() {
        return server.actualPort();
    }

    /** Health and metrics. */
    public Observer observer() {
        return observer;
    }

    /** Completes when it decides no longer; exceptionally when it met what it must not skip. */
    public CompletableFuture<Void> ended() {
        return loop.ended();
    }
}
