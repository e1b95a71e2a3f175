package org.periapsis.session;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.periapsis.events.codec.EventCodec;
import org.periapsis.events.registry.ConfluentSchemaIds;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.auth.Tokens;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.kit.index.IndexedRights;
import org.periapsis.kit.kafka.ConsumerSpec;
import org.periapsis.kit.kafka.EventConsumer;
import org.periapsis.kit.kafka.FailurePolicy;
import org.periapsis.kit.kafka.KafkaAccess;
import org.periapsis.kit.kafka.KafkaEventPublisher;
import org.periapsis.kit.observe.Observer;
import org.periapsis.kit.service.OrderedShutdown;
import org.periapsis.session.adapter.disk.DiskJournal;
import org.periapsis.session.adapter.disk.DiskOffsets;
import org.periapsis.session.adapter.http.AgentRoutes;
import org.periapsis.session.adapter.http.HttpReadiness;
import org.periapsis.session.adapter.http.TaskRoutes;
import org.periapsis.session.adapter.indexer.PermittedInputs;
import org.periapsis.session.adapter.kafka.AgentIntake;
import org.periapsis.session.adapter.kafka.KafkaReports;
import org.periapsis.session.adapter.kafka.OfferBeat;
import org.periapsis.session.adapter.kafka.RunHistory;
import org.periapsis.session.adapter.process.LocalTools;
import org.periapsis.session.adapter.process.ProcessRuntime;
import org.periapsis.session.adapter.process.ProcessRuntimeConfig;
import org.periapsis.session.adapter.process.PythonEnvironment;
import org.periapsis.session.adapter.process.PythonState;
import org.periapsis.session.adapter.s3.S3Inputs;
import org.periapsis.session.adapter.s3.S3Outputs;
import org.periapsis.session.domain.agent.AgentPorts;
import org.periapsis.session.domain.agent.DatalabCatalogue;
import org.periapsis.session.domain.agent.Facts;
import org.periapsis.session.domain.agent.Held;
import org.periapsis.session.domain.agent.Inputs;
import org.periapsis.session.domain.agent.Launches;
import org.periapsis.session.domain.agent.Obedience;
import org.periapsis.session.domain.agent.Offers;
import org.periapsis.session.domain.agent.RunId;
import org.periapsis.session.domain.agent.SiteAgent;
import org.periapsis.session.domain.agent.TaskLedger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A site's agent: carries out placements on this machine, and offers what it has. */
public final class AgentApp {

    private static final Logger LOG = LoggerFactory.getLogger(AgentApp.class);
    private static final int GRACE_SECONDS = 10;
    private static final Duration READY_PATIENCE = Duration.ofMinutes(3);
    private static final Duration INDEX_PATIENCE = Duration.ofMinutes(5);
    private static final long QUIET_MS = 20_000;
    private static final int MAX_RECORDS = 500;

    private final Vertx vertx;
    private final AgentConfig config;
    private final Clock clock = Clock.systemUTC();
    private final String incarnation = UUID.randomUUID().toString();
    private final OrderedShutdown shutdown = new OrderedShutdown("agent");
    private final Observer observer;
    private HttpServer server;

    private AgentApp(Vertx vertx, AgentConfig config) {
        this.vertx = vertx;
        this.config = config;
        this.observer = new Observer("agent", config.site().id());
    }

    /** Starts an agent; it is ready when its offer is on the log. */
    public static Future<AgentApp> start(Vertx vertx, AgentConfig config) {
        AgentApp app = new AgentApp(vertx, config);
        return vertx.executeBlocking(app::machine, false)
                .compose(app::wire)
                .map(app)
                .recover(failure -> app.stop().transform(stopped -> Future.failedFuture(failure)));
    }

    /** Ends the runs, reports that, and closes everything. */
    public Future<Void> stop() {
        return shutdown.close();
    }

    /** The port it listens on. */
    public int port() {
        return server.actualPort();
    }

    /** Health and metrics. */
    public Observer observer() {
        return observer;
    }

    private record Machine(ProcessRuntime runtime, LocalTools tools, DiskJournal journal, DiskOffsets offsets) {}

    private Machine machine() throws IOException {
        AgentConfig.Local local = config.local();
        Path directory = Files.createDirectories(local.directory());
        Supplier<PythonState> python = () -> new PythonState.Unavailable("it is not configured at this site");
        if (local.python().isPresent()) {
            PythonEnvironment environment =
                    PythonEnvironment.in(local.python().get(), PythonEnvironment.NOTEBOOK, changed -> {});
            shutdown.add("python", () -> done(environment::close));
            python = environment::state;
        }
        ProcessRuntime runtime = new ProcessRuntime(
                new ProcessRuntimeConfig(
                        directory.resolve("runtime"),
                        (int) local.watchdog().toSeconds(),
                        GRACE_SECONDS,
                        local.sandbox()),
                clock);
        shutdown.add("runtime", () -> done(runtime::close));
        return new Machine(
                runtime,
                new LocalTools(local.classPath(), python, local.starters()),
                new DiskJournal(directory.resolve("held")),
                new DiskOffsets(directory.resolve("offsets.properties")));
    }

    private Future<Void> wire(Machine machine) {
        String site = config.site().id();
        KafkaAccess access = new KafkaAccess(config.kafka(), "agent-" + site);
        ConfluentSchemaIds registry = new ConfluentSchemaIds(config.kafka().registryConfig());
        shutdown.add("registry", () -> vertx.executeBlocking(() -> closed(registry), false));
        EventCodec codec = new EventCodec(registry);
        KafkaEventPublisher publisher = new KafkaEventPublisher(vertx, access, codec, site, "agent");
        shutdown.add("publisher", publisher::close);
        KafkaReports reports = new KafkaReports(vertx, publisher, site, incarnation, clock);
        shutdown.add("reports", () -> reports.drain(Duration.ofSeconds(5)));
        ExecutorService workers = workers();
        shutdown.add("workers", () -> done(workers::shutdownNow));
        Inputs inputs = permitted(new S3Inputs(site, config.s3()));
        S3Outputs outputs = new S3Outputs(site, config.s3());
        AgentPorts ports =
                new AgentPorts(reports, machine.journal(), inputs, outputs, new HttpReadiness(vertx, READY_PATIENCE));
        SiteAgent agent = new SiteAgent(
                new Obedience(site, config.site().authority()),
                new Facts(incarnation),
                ports,
                machine.runtime(),
                workers,
                clock);
        Launches launches = new Launches(new DatalabCatalogue(), machine.tools());
        AgentRoutes routes = new AgentRoutes(vertx, agent, machine.runtime(), clock);
        TaskRoutes tasks = new TaskRoutes(vertx, new TaskLedger(agent, machine.journal(), outputs));
        EventConsumer consumer =
                consumer(access, codec, new AgentIntake(agent, launches.catalogue(), machine.offsets()));
        return listen(routes, tasks)
                .compose(endpoint -> vertx.executeBlocking(
                                () -> begin(agent, launches, endpoint, history(machine, access, codec)), false)
                        .map(endpoint))
                .compose(endpoint -> {
                    shutdown.add("runs", () -> end(agent));
                    consumer.start();
                    shutdown.addStage("consumer", consumer.stopper());
                    Offers offers =
                            new Offers(offered(endpoint), machine.runtime().describe(), agent, launches, inputs);
                    return beat(offers, agent, publisher, routes);
                });
    }

    private Inputs permitted(Inputs inputs) {
        if (config.index().isEmpty()) {
            LOG.warn(
                    "event=rights-not-asked-again site={} missing=indexer.url",
                    config.site().id());
            return inputs;
        }
        AgentConfig.Index index = config.index().get();
        HttpClient client = vertx.createHttpClient();
        shutdown.add("index", client::close);
        return new PermittedInputs(
                inputs, new IndexedRights(client, index.url(), index.token()), clock, INDEX_PATIENCE);
    }

    private Map<RunId, Boolean> history(Machine machine, KafkaAccess access, EventCodec codec) {
        return machine.offsets().known()
                ? Map.of()
                : RunHistory.read(access, codec, config.site().id());
    }

    private static Void begin(SiteAgent agent, Launches launches, String endpoint, Map<RunId, Boolean> past)
            throws IOException {
        agent.begin(launches, endpoint, past);
        return null;
    }

    private EventConsumer consumer(KafkaAccess access, EventCodec codec, AgentIntake intake) {
        // An agent that does not understand a decision must not go on as if it had not been made.
        ConsumerSpec spec = new ConsumerSpec(
                "agent",
                "agent-" + config.site().id(),
                List.of(Topic.DECISIONS, Topic.REQUESTS, Topic.DATALABS),
                Optional.empty(),
                FailurePolicy.STOP,
                FailurePolicy.STOP,
                MAX_RECORDS);
        return new EventConsumer(spec, access, codec, intake, Optional.of(intake.offsets()), observer);
    }

    private Future<String> listen(AgentRoutes routes, TaskRoutes tasks) {
        Tokens tokens =
                Tokens.checking(vertx, config.http().issuer(), config.http().issuerKey());
        Router router = ServiceRoutes.base(vertx, tokens, observer, failure -> null);
        routes.mount(router);
        tasks.mount(router);
        ServiceRoutes.nothingElse(router);
        return ServiceRoutes.listen(vertx, router, config.http()).map(listening -> {
            server = listening;
            shutdown.add("http", () -> listening.close().mapEmpty());
            return config.site()
                    .endpoint()
                    .map(Object::toString)
                    .orElse("http://" + config.http().host() + ":" + listening.actualPort());
        });
    }

    private Offers.Site offered(String endpoint) {
        return new Offers.Site(
                config.site().id(),
                incarnation,
                config.site().authority(),
                endpoint,
                config.site().capacity(),
                (int) config.site().deadline().toSeconds());
    }

    private Future<Void> beat(Offers offers, SiteAgent agent, KafkaEventPublisher publisher, AgentRoutes routes) {
        OfferBeat beat = new OfferBeat(vertx, publisher, offers, config.site().offerEvery(), observer);
        long watch = vertx.setPeriodic(1000, unused -> {
            routes.forgetAllBut(run -> agent.find(run).filter(Held::live).isPresent());
            vertx.executeBlocking(() -> ticked(agent), false)
                    .onFailure(failure -> LOG.error("leases not checked", failure));
        });
        shutdown.add("offers", () -> {
            vertx.cancelTimer(watch);
            return beat.stop();
        });
        return beat.start();
    }

    private static Void ticked(SiteAgent agent) throws IOException {
        agent.tick();
        return null;
    }

    /** Asks all programs to end and waits for them, but not for ever: their supervisors see to the rest. */
    private Future<Void> end(SiteAgent agent) {
        return vertx.executeBlocking(
                        () -> {
                            agent.close();
                            return null;
                        },
                        false)
                .compose(asked -> quiet(agent, clock.millis() + QUIET_MS));
    }

    private Future<Void> quiet(SiteAgent agent, long deadline) {
        if (agent.quiet() || clock.millis() > deadline) {
            return Future.succeededFuture();
        }
        return vertx.timer(50).compose(waited -> quiet(agent, deadline));
    }

    private ExecutorService workers() {
        AtomicInteger number = new AtomicInteger();
        return Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "agent-" + config.site().id() + "-run-" + number.incrementAndGet());
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler((where, fault) -> LOG.error("run's work failed", fault));
            return thread;
        });
    }

    private static Void closed(ConfluentSchemaIds registry) throws IOException {
        registry.close();
        return null;
    }

    private static Future<Void> done(Runnable close) {
        close.run();
        return Future.succeededFuture();
    }
}
