package org.periapsis.ingest;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpClient;
import io.vertx.sqlclient.Pool;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.periapsis.events.codec.EventCodec;
import org.periapsis.events.registry.ConfluentSchemaIds;
import org.periapsis.events.topic.ReaderGroup;
import org.periapsis.events.topic.Topic;
import org.periapsis.ingest.adapter.http.IngestRoutes;
import org.periapsis.ingest.adapter.kafka.KafkaEventLog;
import org.periapsis.ingest.adapter.postgres.LedgerView;
import org.periapsis.ingest.adapter.postgres.PostgresLedger;
import org.periapsis.ingest.adapter.postgres.PostgresUmpire;
import org.periapsis.ingest.adapter.postgres.Tasks;
import org.periapsis.ingest.adapter.s3.S3Store;
import org.periapsis.ingest.adapter.tasks.TaskRunner;
import org.periapsis.ingest.domain.intake.EventLog;
import org.periapsis.ingest.domain.intake.Fact;
import org.periapsis.ingest.domain.intake.IntakeCounter;
import org.periapsis.ingest.domain.intake.IntakeDesk;
import org.periapsis.ingest.domain.intake.Reception;
import org.periapsis.kit.auth.Tokens;
import org.periapsis.kit.http.AwaitedParts;
import org.periapsis.kit.http.Listener;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.kit.index.IndexedRights;
import org.periapsis.kit.kafka.ConsumerSpec;
import org.periapsis.kit.kafka.EventConsumer;
import org.periapsis.kit.kafka.FailurePolicy;
import org.periapsis.kit.kafka.KafkaAccess;
import org.periapsis.kit.kafka.KafkaEventPublisher;
import org.periapsis.kit.kafka.KafkaProbe;
import org.periapsis.kit.kafka.KafkaTopicIds;
import org.periapsis.kit.kafka.LogEnds;
import org.periapsis.kit.kafka.Position;
import org.periapsis.kit.kafka.RegistryProbe;
import org.periapsis.kit.observe.Observer;
import org.periapsis.kit.observe.PartsWatch;
import org.periapsis.kit.observe.Probe;
import org.periapsis.kit.postgres.AppliedPositions;
import org.periapsis.kit.postgres.PgPools;
import org.periapsis.kit.postgres.PoolMeters;
import org.periapsis.kit.postgres.PostgresProbe;
import org.periapsis.kit.postgres.PresentView;
import org.periapsis.kit.postgres.ViewStore;
import org.periapsis.kit.service.OrderedShutdown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ingest of one site, composed: HTTP takes products, one thread folds the ledger, a few carry out transfers and outputs. */
public final class IngestApp {
    private static final Logger LOG = LoggerFactory.getLogger(IngestApp.class);
    private static final String VIEW = "ledger";
    private static final int BATCH = 2_000;
    /** Uploads take turns, piece by piece. */
    private static final int INSPECTED_AT_ONCE = 4;

    private static final long COUNT_MS = 60_000;
    private static final long RETRY_MS = 500;
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final IngestConfig config;
    private final Clock clock = Clock.systemUTC();
    private final Observer observer;
    private final OrderedShutdown shutdown;
    private final KafkaAccess access;
    private final Pool pool;
    private final AppliedPositions applied;
    private final LogEnds ends;
    private final PresentView present;
    private final S3Store store;
    private final ViewStore view;
    private final IntakeCounter counter = new IntakeCounter();
    private volatile boolean caughtUp;
    private volatile boolean stopping;
    private Listener server;

    private IngestApp(Vertx vertx, IngestConfig config) {
        this.vertx = vertx;
        this.config = config;
        this.observer = new Observer("ingest", config.site());
        this.shutdown = new OrderedShutdown("ingest-" + config.site());
        this.access = new KafkaAccess(config.kafka(), "ingest-" + config.site());
        this.pool = PgPools.open(vertx, config.postgres());
        this.applied = new AppliedPositions(vertx, pool, VIEW);
        this.ends = new LogEnds(
                vertx, access, List.of(Topic.PRODUCTS, Topic.REPLICAS, Topic.TRANSFERS), Optional.of(config.site()));
        this.view = new ViewStore(config.postgres(), VIEW, new KafkaTopicIds(access), LedgerView::tables);
        this.present = new PresentView(ends, applied, view::whole, LOOK);
        this.store = new S3Store(config.s3());
    }

    /** Starts everything; completes when it listens. What had been opened is closed when a part fails to start. */
    public static Future<IngestApp> start(Vertx vertx, IngestConfig config) {
        IngestApp app = new IngestApp(vertx, config);
        LOG.info("event=starting service=ingest config={}", config);
        app.shutdown.add("postgres", app.pool::close);
        app.shutdown.add("pool-meters", PoolMeters.start(vertx, app.pool, config.postgres(), app.observer));
        app.closing("s3", app.store);
        app.shutdown.add("log-ends", app.ends::close);
        PartsWatch parts = app.parts();
        app.shutdown.add("parts", parts::stop);
        return AwaitedParts.all(vertx, app.observer, config.http(), "ingest-" + config.site(), parts)
                .compose(there -> vertx.executeBlocking(app::compose))
                .compose(app::listen)
                .map(app)
                .recover(failure -> app.stop().compose(done -> Future.failedFuture(failure)));
    }

    private PartsWatch parts() {
        return new PartsWatch(
                vertx,
                observer,
                "ingest-" + config.site(),
                List.of(
                        PostgresProbe.of(vertx, config.postgres(), () -> List.of(view)),
                        KafkaProbe.of(vertx, access),
                        RegistryProbe.of(vertx, config.kafka()),
                        new Probe(
                                "s3",
                                () -> Future.fromCompletionStage(
                                        store.answers(config.s3().products()), vertx.getOrCreateContext()))));
    }

    private IngestRoutes.Parts compose() throws SQLException {
        String site = config.site();
        ConfluentSchemaIds registry = new ConfluentSchemaIds(config.kafka().registryConfig());
        closing("registry", registry);
        EventCodec codec = new EventCodec(registry);
        KafkaEventPublisher publisher = new KafkaEventPublisher(vertx, access, codec, site, "ingest");
        shutdown.add("publisher", publisher::close);
        EventLog log = new KafkaEventLog(publisher, site, clock);
        PostgresLedger ledger = new PostgresLedger(pool);
        IntakeDesk desk = new IntakeDesk(ledger, log, new PostgresUmpire(pool, applied), site);
        Reception reception = new Reception(desk, log, counter, clock);
        Tasks tasks = new Tasks(pool, site);
        startLedger(codec, tasks);
        TaskRunner runner = new TaskRunner(
                tasks,
                new TaskRunner.Means(
                        store,
                        ledger,
                        present,
                        log,
                        reception,
                        index(),
                        config.s3().products(),
                        clock),
                view::whole,
                observer::died,
                "ingest-" + site);
        shutdown.addStage("tasks", runner::stop);
        startCounting(log);
        catchUp(runner);
        WorkerExecutor previews =
                vertx.createSharedWorkerExecutor("ingest-previews-" + site, IngestRoutes.PREVIEWS_AT_ONCE);
        shutdown.add("previews", previews::close);
        WorkerExecutor inspection = vertx.createSharedWorkerExecutor("ingest-inspection-" + site, INSPECTED_AT_ONCE);
        shutdown.add("inspection", inspection::close);
        return new IngestRoutes.Parts(store, ledger, reception, applied, present, previews, inspection, clock);
    }

    private Optional<IndexedRights> index() {
        if (config.index().isEmpty()) {
            LOG.warn("event=rights-of-transfers-not-asked site={} missing=indexer.url", config.site());
        }
        return config.index().map(index -> {
            HttpClient client = vertx.createHttpClient();
            shutdown.add("index", client::close);
            return new IndexedRights(vertx, client, index.url(), index.token());
        });
    }

    private void startLedger(EventCodec codec, Tasks tasks) throws SQLException {
        view.prepare();
        closing("ledger", view);
        ConsumerSpec spec = new ConsumerSpec(
                VIEW,
                ReaderGroup.INGEST.id("", config.site()),
                List.of(Topic.PRODUCTS, Topic.REPLICAS, Topic.INTAKE, Topic.TRANSFERS, Topic.DECISIONS),
                Optional.of(config.site()),
                FailurePolicy.DEAD_LETTER,
                FailurePolicy.SKIP,
                BATCH);
        LedgerView handler = new LedgerView(view, tasks, config.site(), applied::applied);
        EventConsumer consumer = new EventConsumer(spec, access, codec, handler, Optional.of(view), observer);
        consumer.start();
        shutdown.addStage("consumer", consumer.stopper());
    }

    private void startCounting(EventLog log) {
        long timer = vertx.setPeriodic(COUNT_MS, tick -> write(log, counter.closed(clock.instant())));
        shutdown.add("counts", () -> {
            vertx.cancelTimer(timer);
            return write(log, counter.all());
        });
    }

    private Future<Void> write(EventLog log, List<Fact> counts) {
        return counts.isEmpty()
                ? Future.succeededFuture()
                : Future.fromCompletionStage(log.publish(counts))
                        .<Void>mapEmpty()
                        .onFailure(
                                e -> LOG.warn("event=counts-lost accounts={} cause={}", counts.size(), e.toString()));
    }

    /** Nothing is taken before the ledger shows what was taken before: a repeat would look new. */
    private void catchUp(TaskRunner runner) {
        observer.check("ledger", false, "reading what there is");
        ends.now().onSuccess(last -> await(last, runner)).onFailure(e -> {
            LOG.warn("event=log-ends-unknown cause={}", e.toString());
            later(() -> catchUp(runner));
        });
    }

    private void await(List<Position> last, TaskRunner runner) {
        applied.await(last, LOOK).otherwise(false).onSuccess(there -> {
            if (there && !stopping) {
                caughtUp = true;
                observer.check("ledger", true, "caught up");
                runner.start();
            } else {
                later(() -> await(last, runner));
            }
        });
    }

    private void later(Runnable step) {
        if (!stopping) {
            vertx.setTimer(RETRY_MS, timer -> step.run());
        }
    }

    private Future<Void> listen(IngestRoutes.Parts parts) {
        Tokens tokens =
                Tokens.checkingAt(vertx, config.http().issuer(), config.http().issuerKey(), "ingest:" + config.site());
        return new IngestRoutes(vertx, config, parts)
                .router(tokens, observer, () -> caughtUp, view::whole)
                .compose(router -> ServiceRoutes.listen(vertx, router, config.http()))
                .map(listening -> {
                    server = listening;
                    shutdown.add("http", () -> listening.drain(observer));
                    return null;
                });
    }

    /** Closes something that blocks while it does. */
    private void closing(String name, AutoCloseable part) {
        shutdown.add(
                name,
                () -> vertx.executeBlocking(
                        () -> {
                            part.close();
                            return null;
                        },
                        false));
    }

    /** The port that it listens on. */
    public int port() {
        return server.actualPort();
    }

    /** Health and metrics. */
    public Observer observer() {
        return observer;
    }

    /** Stops taking, lets what is in hand end, closes. */
    public Future<Void> stop() {
        stopping = true;
        return shutdown.close();
    }
}
