package org.periapsis.indexer;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.sqlclient.Pool;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.periapsis.events.codec.EventCodec;
import org.periapsis.events.registry.ConfluentSchemaIds;
import org.periapsis.events.topic.Topic;
import org.periapsis.indexer.adapter.http.Freshness;
import org.periapsis.indexer.adapter.http.ProductRoutes;
import org.periapsis.indexer.adapter.http.SearchProblems;
import org.periapsis.indexer.adapter.http.SearchTurns;
import org.periapsis.indexer.adapter.kafka.ViewConsumer;
import org.periapsis.indexer.adapter.postgres.PostgresCatalogue;
import org.periapsis.indexer.adapter.postgres.ProductView;
import org.periapsis.kit.auth.Tokens;
import org.periapsis.kit.http.AuditedRoutes;
import org.periapsis.kit.http.AwaitedParts;
import org.periapsis.kit.http.Listener;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.kit.kafka.KafkaAccess;
import org.periapsis.kit.kafka.KafkaProbe;
import org.periapsis.kit.kafka.LogEnds;
import org.periapsis.kit.kafka.RegistryProbe;
import org.periapsis.kit.observe.Observer;
import org.periapsis.kit.observe.PartsWatch;
import org.periapsis.kit.postgres.AppliedPositions;
import org.periapsis.kit.postgres.PgPools;
import org.periapsis.kit.postgres.PoolMeters;
import org.periapsis.kit.postgres.PostgresProbe;
import org.periapsis.kit.postgres.ViewStore;
import org.periapsis.kit.service.OrderedShutdown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The indexer, composed: one thread makes the view of the log, HTTP answers from it. */
public final class IndexerApp {
    private static final Logger LOG = LoggerFactory.getLogger(IndexerApp.class);

    /** How many rows a filter finds depends on its values more than on its text: each is planned by itself. */
    private static final Map<String, String> EACH_BY_ITSELF = Map.of("plan_cache_mode", "force_custom_plan");
    /** Connections. */
    private static final int OF_SERVICES = 2;

    private final Vertx vertx;
    private final IndexerConfig config;
    private final Observer observer = new Observer("indexer", "");
    private final OrderedShutdown shutdown = new OrderedShutdown("indexer");
    private final ViewConsumer.Parts parts;
    private final Pool pool;
    private final AppliedPositions positions;
    private final PartsWatch watch;
    private volatile ViewConsumer consumer;
    private Future<Void> rebuilding = Future.succeededFuture();
    private Listener server;

    private IndexerApp(Vertx vertx, IndexerConfig config) {
        this.vertx = vertx;
        this.config = config;
        KafkaAccess access = new KafkaAccess(config.kafka(), "indexer-" + config.instance());
        ConfluentSchemaIds registry = new ConfluentSchemaIds(config.kafka().registryConfig());
        shutdown.add(
                "registry",
                () -> vertx.executeBlocking(() -> {
                    registry.close();
                    return null;
                }));
        EventCodec codec = new EventCodec(registry);
        this.parts =
                new ViewConsumer.Parts(access, codec, config.postgres(), observer, config.instance(), config.batch());
        this.pool = PgPools.open(vertx, config.postgres(), EACH_BY_ITSELF);
        this.positions = new AppliedPositions(vertx, pool, ProductView.NAME);
        this.watch = new PartsWatch(
                vertx,
                observer,
                "indexer",
                List.of(
                        PostgresProbe.of(vertx, config.postgres(), this::views),
                        KafkaProbe.of(vertx, access),
                        RegistryProbe.of(vertx, config.kafka())));
    }

    private List<ViewStore> views() {
        ViewConsumer reading = consumer;
        return reading == null ? List.of() : List.of(reading.store());
    }

    private boolean whole() {
        List<ViewStore> views = views();
        return !views.isEmpty() && views.get(0).whole();
    }

    /** Starts everything; completes when it listens. What had been opened is closed when a part fails to start. */
    public static Future<IndexerApp> start(Vertx vertx, IndexerConfig config) {
        IndexerApp app = new IndexerApp(vertx, config);
        app.shutdown.add("postgres", app.pool::close);
        app.shutdown.add("pool-meters", PoolMeters.start(vertx, app.pool, config.postgres(), app.observer));
        app.shutdown.add("parts", app.watch::stop);
        return AwaitedParts.all(vertx, app.observer, config.http(), "indexer", app.watch)
                .compose(there -> vertx.executeBlocking(() -> {
                    app.prepare();
                    return null;
                }))
                .compose(done -> app.read())
                .compose(done -> app.listen())
                .map(app)
                .recover(failure -> app.shutdown.close().compose(done -> Future.failedFuture(failure)));
    }

    private void prepare() throws SQLException {
        LOG.info("event=starting service=indexer config={}", config);
        try (Connection connection = ViewStore.open(config.postgres())) {
            ProductView.migrate(connection);
        }
        if (config.rebuild()) {
            drop();
        }
    }

    private void drop() throws SQLException {
        try (ViewStore store = new ViewStore(config.postgres(), ProductView.NAME, topic -> topic)) {
            store.prepare();
        }
        try (Connection connection = ViewStore.open(config.postgres())) {
            ProductView.drop(connection);
        }
        LOG.info("event=view-dropped view={}", ProductView.NAME);
    }

    private Future<Void> read() {
        return vertx.executeBlocking(() -> {
                    ViewConsumer opened = new ViewConsumer(parts, positions::applied);
                    opened.start();
                    return opened;
                })
                .map(opened -> {
                    consumer = opened;
                    return null;
                });
    }

    private Future<Void> listen() {
        shutdown.add("consumer", this::stopReading);
        Tokens tokens =
                Tokens.checking(vertx, config.http().issuer(), config.http().issuerKey());
        Router router = ServiceRoutes.base(vertx, tokens, observer, SearchProblems::of);
        router.route().handler(new AuditedRoutes("indexer", Clock.systemUTC())::watch);
        LogEnds ends = new LogEnds(vertx, parts.access(), List.of(Topic.PRODUCTS, Topic.REPLICAS), Optional.empty());
        shutdown.add("log-ends", ends::close);
        Freshness freshness = new Freshness(vertx, positions, ends, this::whole, config.copies());
        SearchTurns turns = new SearchTurns(vertx, config.postgres().pool(), OF_SERVICES);
        Pool services = PgPools.open(vertx, config.postgres().withPool(OF_SERVICES), EACH_BY_ITSELF);
        shutdown.add("postgres-services", services::close);
        return new ProductRoutes(
                        context -> {
                            SearchTurns.Asker asker = turns.of(context);
                            return new PostgresCatalogue(asker.service() ? services : pool, asker::take);
                        },
                        freshness,
                        this::whole,
                        this::rebuild,
                        Clock.systemUTC())
                .router(vertx)
                .compose(routes -> {
                    router.route("/*").subRouter(routes);
                    ServiceRoutes.nothingElse(router);
                    return ServiceRoutes.listen(vertx, router, config.http());
                })
                .map(listening -> {
                    server = listening;
                    shutdown.add("http", () -> listening.drain(observer));
                    return null;
                });
    }

    private Future<Void> stopReading() {
        return Future.fromCompletionStage(consumer.stop());
    }

    /** Drops the view and makes it anew from the log; announces nothing. Completes when reading has begun. */
    public synchronized Future<Void> rebuild() {
        rebuilding = rebuilding
                .otherwiseEmpty()
                .compose(done -> stopReading())
                .compose(done -> vertx.executeBlocking(() -> {
                    consumer.store().lost();
                    drop();
                    positions.startsOver();
                    return null;
                }))
                // Reading goes on whatever became of the drop: an old view is better than one that stands still.
                .eventually(this::read)
                .mapEmpty();
        return rebuilding;
    }

    /** The port that it listens on. */
    public int port() {
        return server.actualPort();
    }

    /** Health and metrics. */
    public Observer observer() {
        return observer;
    }

    /** Stops taking requests, lets the batch in hand finish, closes. */
    public Future<Void> stop() {
        return shutdown.close();
    }
}
