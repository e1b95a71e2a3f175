package org.periapsis.session;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.periapsis.events.codec.EventCodec;
import org.periapsis.events.registry.ConfluentSchemaIds;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.auth.Tokens;
import org.periapsis.kit.http.Listener;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.kit.kafka.ConsumerSpec;
import org.periapsis.kit.kafka.EventConsumer;
import org.periapsis.kit.kafka.FailurePolicy;
import org.periapsis.kit.kafka.KafkaAccess;
import org.periapsis.kit.kafka.KafkaEventPublisher;
import org.periapsis.kit.kafka.KafkaProbe;
import org.periapsis.kit.kafka.RegistryProbe;
import org.periapsis.kit.observe.Observer;
import org.periapsis.kit.observe.PartsWatch;
import org.periapsis.kit.service.OrderedShutdown;
import org.periapsis.session.adapter.disk.DiskJournal;
import org.periapsis.session.adapter.disk.DiskOffsets;
import org.periapsis.session.adapter.disk.Reserve;
import org.periapsis.session.adapter.http.AgentRoutes;
import org.periapsis.session.adapter.http.EgressProxy;
import org.periapsis.session.adapter.http.HttpReadiness;
import org.periapsis.session.adapter.http.OwnTokens;
import org.periapsis.session.adapter.http.TaskRoutes;
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
import org.periapsis.session.adapter.s3.S3Probe;
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
    private static final long QUIET_MS = 20_000;
    private static final long WORKERS_S = 5;
    private static final int MAX_RECORDS = 500;

    private final Vertx vertx;
    private final AgentConfig config;
    private final Clock clock = Clock.systemUTC();
    private final String incarnation = UUID.randomUUID().toString();
    private final OrderedShutdown shutdown = new OrderedShutdown("agent");
    private final Observer observer;
    private Listener server;
    private SiteAgent agent;
    private DiskJournal journal;
    private DiskOffsets offsets;
    private volatile Optional<String> told = Optional.empty();
    private volatile int damageTold;

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

    /** Closes everything, as before a restart: the runs go on under their supervisors and belong to the agent's next life. */
    public Future<Void> stop() {
        return shutdown.close();
    }

    /** How many sessions and tasks {@link #endRuns} would end. */
    public int running() {
        return agent == null ? 0 : agent.running();
    }

    /**
     * Ends all runs, as when the platform is taken down for good, and reports that; completes when they have ended, or when they
     * take too long: their supervisors see to the rest. To be called before {@link #stop}.
     */
    public Future<Void> endRuns() {
        if (agent == null) {
            return Future.succeededFuture();
        }
        return vertx.executeBlocking(agent::endAll, false)
                .onSuccess(ended -> LOG.info(
                        "event=runs-ended site={} count={}", config.site().id(), ended))
                .compose(asked -> quiet(agent, clock.millis() + QUIET_MS));
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
                        local.watchdogSeconds(),
                        GRACE_SECONDS,
                        local.sandbox(),
                        config.confines().bounds(),
                        config.confines().logs(),
                        config.confines().egress().portal()),
                clock);
        shutdown.add("runtime", () -> done(runtime::close));
        return new Machine(
                runtime,
                new LocalTools(local.classPath(), python, local.starters()),
                new DiskJournal(
                        directory.resolve("held"), new Reserve(directory.resolve("reserve"), Reserve.USUAL_BYTES)),
                new DiskOffsets(directory));
    }

    private Future<Void> wire(Machine machine) {
        String site = config.site().id();
        KafkaAccess access = new KafkaAccess(config.kafka(), "agent-" + site);
        ConfluentSchemaIds registry = new ConfluentSchemaIds(config.kafka().registryConfig());
        shutdown.add("registry", () -> vertx.executeBlocking(() -> closed(registry), false));
        EventCodec codec = new EventCodec(registry);
        // Told, but not waited for: runs that are kept need their leases, whatever is away.
        PartsWatch parts = new PartsWatch(
                vertx,
                observer,
                "agent-" + site,
                List.of(
                        KafkaProbe.of(vertx, access),
                        RegistryProbe.of(vertx, config.kafka()),
                        S3Probe.of(vertx, config.s3().own(), site + "-outputs")));
        shutdown.add("parts", parts::stop);
        parts.start();
        KafkaEventPublisher publisher = new KafkaEventPublisher(vertx, access, codec, site, "agent");
        shutdown.add("publisher", publisher::close);
        KafkaReports reports = new KafkaReports(vertx, publisher, site, incarnation, clock);
        shutdown.add("reports", () -> reports.drain(Duration.ofSeconds(5)));
        ExecutorService workers = workers();
        shutdown.add("workers", () -> vertx.executeBlocking(() -> ended(workers), false));
        AgentPeers peers = new AgentPeers(vertx, config, observer, clock, shutdown);
        Inputs inputs =
                peers.permitted(new S3Inputs(site, config.s3(), config.local().directory()));
        S3Outputs outputs = new S3Outputs(site, config.s3(), config.confines().outputs());
        HttpReadiness readiness = new HttpReadiness(vertx, READY_PATIENCE, machine.runtime()::answersItself);
        AgentPorts ports = new AgentPorts(
                reports, machine.journal(), inputs, outputs, readiness, peers.tokens(machine.runtime(), workers));
        agent = new SiteAgent(
                new Obedience(site, config.site().authority()),
                new Facts(incarnation),
                ports,
                machine.runtime(),
                workers,
                clock);
        Launches launches = new Launches(new DatalabCatalogue(), machine.tools());
        Tokens tokens = tokens();
        AgentRoutes routes = new AgentRoutes(vertx, agent, machine.runtime(), clock, tokens);
        TaskRoutes tasks = new TaskRoutes(vertx, new TaskLedger(agent, machine.journal(), outputs), tokens);
        EventConsumer consumer =
                consumer(access, codec, new AgentIntake(agent, launches.catalogue(), machine.offsets()));
        return wayOut(machine.runtime())
                .compose(open -> listen(routes, tasks, tokens))
                .compose(endpoint -> vertx.executeBlocking(
                                () -> begin(launches, endpoint, machine, access, codec), false)
                        .map(endpoint))
                .compose(endpoint -> {
                    shutdown.add("runs", () -> done(agent::leave));
                    consumer.start();
                    shutdown.addStage("consumer", consumer.stopper());
                    Offers offers =
                            new Offers(offered(endpoint), machine.runtime().describe(), agent, launches, inputs);
                    return beat(offers, agent, publisher, routes);
                });
    }

    /** Open before a run of an earlier life is adopted, which may be waiting for it. */
    private Future<Void> wayOut(ProcessRuntime runtime) {
        return runtime.wayOut()
                .map(socket -> EgressProxy.listen(vertx, config.confines().egress(), ownTokens(), socket)
                        .<Void>map(listening -> {
                            shutdown.add("egress", () -> listening.close().mapEmpty());
                            return null;
                        }))
                .orElseGet(Future::succeededFuture);
    }

    private OwnTokens ownTokens() {
        return new OwnTokens(vertx, config.http().issuer(), config.http().issuerKey());
    }

    private Void begin(Launches launches, String endpoint, Machine machine, KafkaAccess access, EventCodec codec)
            throws IOException {
        List<Held> remembered = machine.journal().load();
        if (machine.journal().forgetful()) {
            // What was spoiled is learnt from the log again, as by an agent that has lost its disk.
            machine.offsets().forget();
        }
        Map<RunId, Boolean> past = new HashMap<>();
        if (!machine.offsets().known()) {
            past.putAll(RunHistory.read(access, codec, config.site().id()));
        }
        remembered.forEach(held -> past.remove(held.id()));
        journal = machine.journal();
        offsets = machine.offsets();
        agent.begin(launches, endpoint, remembered, past);
        return null;
    }

    private EventConsumer consumer(KafkaAccess access, EventCodec codec, AgentIntake intake) {
        // An agent that does not know a kind of decision must not go on as if it had not been made. One that it knows,
        // and
        // that fails, is one entity's: that waits for an operator, and the site goes on.
        ConsumerSpec spec = new ConsumerSpec(
                "agent",
                "agent-" + config.site().id(),
                List.of(Topic.DECISIONS, Topic.REQUESTS, Topic.DATALABS),
                Optional.empty(),
                FailurePolicy.DEAD_LETTER,
                FailurePolicy.STOP,
                MAX_RECORDS);
        return new EventConsumer(spec, access, codec, intake, Optional.of(intake.offsets()), observer);
    }

    private Tokens tokens() {
        return Tokens.checking(vertx, config.http().issuer(), config.http().issuerKey());
    }

    private Future<String> listen(AgentRoutes routes, TaskRoutes tasks, Tokens tokens) {
        Router router = ServiceRoutes.base(vertx, tokens, observer, failure -> null);
        routes.mount(router);
        tasks.mount(router);
        ServiceRoutes.nothingElse(router);
        return ServiceRoutes.listen(vertx, router, config.http()).map(listening -> {
            server = listening;
            shutdown.add("http", () -> listening.drain(observer));
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
                new Offers.Silence(
                        (int) config.site().deadline().toSeconds(),
                        (int) config.site().restart().toSeconds(),
                        config.local().watchdog().toSeconds()));
    }

    private Future<Void> beat(Offers offers, SiteAgent agent, KafkaEventPublisher publisher, AgentRoutes routes) {
        OfferBeat beat = new OfferBeat(vertx, publisher, offers, config.site().offerEvery(), observer);
        long watch = vertx.setPeriodic(1000, unused -> {
            routes.forgetAllBut(run -> agent.find(run).filter(Held::live).isPresent());
            vertx.executeBlocking(this::ticked, false).onFailure(failure -> LOG.error("leases not checked", failure));
        });
        shutdown.add("offers", () -> {
            vertx.cancelTimer(watch);
            return beat.stop();
        });
        return beat.start();
    }

    private Void ticked() throws IOException {
        try {
            agent.tick();
        } finally {
            Optional<String> trouble = agent.trouble();
            if (!trouble.equals(told)) {
                LOG.warn("event=disk site={} state=\"{}\"", config.site().id(), trouble.orElse("well"));
                told = trouble;
            }
            observer.check("disk", trouble.isEmpty(), trouble.orElse("room is left"));
            tellDamage();
        }
        return null;
    }

    /** What was spoiled is over and mended as far as it can be: it is told, and keeps nothing from going on. */
    private void tellDamage() {
        // Those of the offsets first: there are no more than its start has found.
        List<String> damage = new ArrayList<>(offsets.damage());
        damage.addAll(journal.damage());
        damage.stream().skip(damageTold).forEach(what -> LOG.warn("event=journal-damaged what=\"{}\"", what));
        damageTold = damage.size();
        observer.check(
                "journal",
                true,
                damage.isEmpty() ? "whole" : damage.size() + " spoiled; the last: " + damage.get(damage.size() - 1));
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

    /** Interrupts what they do, which the agent's next life does again, and waits until nothing is written any more. */
    private static Void ended(ExecutorService workers) throws InterruptedException {
        workers.shutdownNow();
        if (!workers.awaitTermination(WORKERS_S, TimeUnit.SECONDS)) {
            LOG.warn("event=workers-busy");
        }
        return null;
    }

    private static Future<Void> done(Runnable close) {
        close.run();
        return Future.succeededFuture();
    }
}
