package org.periapsis.session;

import io.minio.MinioAsyncClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import okhttp3.OkHttpClient;
import org.periapsis.datalabs.BuiltInDatalabs;
import org.periapsis.events.codec.EventCodec;
import org.periapsis.events.registry.ConfluentSchemaIds;
import org.periapsis.events.topic.ReaderGroup;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.auth.ServiceToken;
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
import org.periapsis.kit.kafka.RegistryProbe;
import org.periapsis.kit.observe.Observer;
import org.periapsis.kit.observe.PartsWatch;
import org.periapsis.kit.postgres.AppliedPositions;
import org.periapsis.kit.postgres.PgPools;
import org.periapsis.kit.postgres.PoolMeters;
import org.periapsis.kit.postgres.PostgresProbe;
import org.periapsis.kit.postgres.PresentView;
import org.periapsis.kit.postgres.ViewStore;
import org.periapsis.kit.service.OrderedShutdown;
import org.periapsis.session.adapter.http.AgentLogs;
import org.periapsis.session.adapter.http.AgentTasks;
import org.periapsis.session.adapter.http.Desk;
import org.periapsis.session.adapter.http.Freshness;
import org.periapsis.session.adapter.http.SessionApi;
import org.periapsis.session.adapter.indexer.IndexedKnowledge;
import org.periapsis.session.adapter.indexer.IndexerProducts;
import org.periapsis.session.adapter.kafka.Catalogue;
import org.periapsis.session.adapter.kafka.KafkaRequestLog;
import org.periapsis.session.adapter.kafka.ShippedJson;
import org.periapsis.session.adapter.postgres.PgTraffic;
import org.periapsis.session.adapter.postgres.PgViews;
import org.periapsis.session.adapter.postgres.SessionsView;
import org.periapsis.session.adapter.s3.S3Manifests;
import org.periapsis.session.adapter.s3.S3Probe;
import org.periapsis.session.adapter.scheduler.SchedulerPreview;

/** The API role of the session-manager: takes requests, keeps the state that people read. */
public final class SessionApiApp {
    private static final int QUESTIONS = 64;
    private static final int LOGS = 1_000;
    private static final int CONNECT_MS = 2_000;
    private static final Duration PRESENT = Duration.ofSeconds(5);
    private static final String NAME = "session-manager";
    private static final int BATCH = 500;
    private static final List<Topic> READS =
            List.of(Topic.REQUESTS, Topic.DECISIONS, Topic.RUNS, Topic.OFFERS, Topic.TRANSFERS, Topic.DATALABS);

    private final Vertx vertx;
    private final SessionApiConfig config;
    private final OrderedShutdown shutdown = new OrderedShutdown(NAME);
    private final Observer observer = new Observer(NAME, "hub");
    private Listener server;

    private SessionApiApp(Vertx vertx, SessionApiConfig config) {
        this.vertx = vertx;
        this.config = config;
    }

    /** Starts, with the datalabs that this build ships. */
    public static Future<SessionApiApp> start(Vertx vertx, SessionApiConfig config) {
        return start(vertx, config, BuiltInDatalabs.descriptors());
    }

    /**
     * Starts; what was opened is closed again when the start fails.
     *
     * @param datalabs descriptors of the datalabs that come with the platform, each a JSON object with {@code id}, {@code
     *     version} and the fields of {@code DatalabDescriptor}
     */
    public static Future<SessionApiApp> start(Vertx vertx, SessionApiConfig config, List<String> datalabs) {
        SessionApiApp app = new SessionApiApp(vertx, config);
        return app.open(datalabs).map(app).recover(failure -> app.stop()
                .transform(stopped -> Future.failedFuture(failure)));
    }

    /** Health and metrics. */
    public Observer observer() {
        return observer;
    }

    /** Stops in order: no new requests, no more reading, what is written is flushed, all is closed. */
    public Future<Void> stop() {
        return shutdown.close();
    }

    /** @return where it listens */
    public int port() {
        return server.actualPort();
    }

    private Future<Void> open(List<String> datalabs) {
        KafkaAccess access = new KafkaAccess(config.kafka(), NAME);
        ConfluentSchemaIds schemaIds = new ConfluentSchemaIds(config.kafka().registryConfig());
        shutdown.add("registry", () -> closing(schemaIds));
        EventCodec codec = new EventCodec(schemaIds);
        ViewStore store =
                new ViewStore(config.postgres(), SessionsView.NAME, new KafkaTopicIds(access), SessionsView::tables);
        shutdown.add("view", () -> closing(store));
        MinioAsyncClient s3 = s3();
        PartsWatch parts = new PartsWatch(
                vertx,
                observer,
                NAME,
                List.of(
                        PostgresProbe.of(vertx, config.postgres(), () -> List.of(store)),
                        KafkaProbe.of(vertx, access),
                        RegistryProbe.of(vertx, config.kafka()),
                        S3Probe.of(vertx, s3, config.manifests().bucket())));
        shutdown.add("parts", parts::stop);
        ServiceToken token = new ServiceToken(vertx, observer, config.peers().token(), Clock.systemUTC());
        shutdown.add("token", token::stop);
        token.start();
        return AwaitedParts.all(vertx, observer, config.http(), NAME, parts)
                .compose(there -> vertx.executeBlocking(() -> {
                    store.prepare();
                    return null;
                }))
                .compose(done -> serve(access, codec, store, s3, datalabs));
    }

    private MinioAsyncClient s3() {
        SessionApiConfig.Manifests place = config.manifests();
        MinioAsyncClient s3 = MinioAsyncClient.builder()
                .endpoint(place.endpoint().toString())
                .region(place.region())
                .credentials(place.accessKey(), place.secretKey().value())
                // Its own default reads the machine's certificates byte by byte: seconds, on this thread.
                .httpClient(new OkHttpClient(), true)
                .build();
        shutdown.add("s3", () -> closing(s3));
        return s3;
    }

    private Future<Void> serve(
            KafkaAccess access, EventCodec codec, ViewStore store, MinioAsyncClient s3, List<String> datalabs) {
        Pool pool = PgPools.open(vertx, config.postgres());
        shutdown.add("pool", pool::close);
        shutdown.add("pool-meters", PoolMeters.start(vertx, pool, config.postgres(), observer));
        AppliedPositions applied = new AppliedPositions(vertx, pool, SessionsView.NAME);
        PgViews views = new PgViews(pool);
        Clock clock = Clock.systemUTC();
        KafkaEventPublisher publisher = new KafkaEventPublisher(vertx, access, codec, "hub", NAME);
        shutdown.add("publisher", publisher::close);
        KafkaRequestLog log = new KafkaRequestLog(publisher, clock);
        EventConsumer consumer = new EventConsumer(
                spec(), access, codec, new SessionsView(store, applied), Optional.of(store), observer);
        consumer.start();
        shutdown.addStage("consumer", consumer.stopper());
        Catalogue catalogue = new Catalogue(vertx, access, applied, views, log, observer);
        shutdown.add("catalogue", catalogue::stop);
        LogEnds ends = new LogEnds(vertx, access, List.of(Topic.REQUESTS, Topic.DATALABS), Optional.empty());
        shutdown.add("log-ends", ends::close);
        PresentView present = new PresentView(ends, applied, store::whole, PRESENT);
        Freshness freshness =
                new Freshness(applied::await, store::whole, java.util.Set.copyOf(READS), present::reached);
        Desk desk = new Desk(views, log, freshness, config.limits(), clock);
        Tokens tokens =
                Tokens.checking(vertx, config.http().issuer(), config.http().issuerKey());
        return SessionApi.router(vertx, tokens, observer, desk, new PgTraffic(pool), peers(s3), config.authority())
                .compose(router -> ServiceRoutes.listen(vertx, router, config.http()))
                .map(listening -> {
                    server = listening;
                    shutdown.add("http", () -> listening.drain(observer));
                    catalogue.ensure(
                            datalabs.stream().map(ShippedJson::read).toList(),
                            config.http().issuer());
                    return null;
                });
    }

    private SessionApi.Peers peers(MinioAsyncClient s3) {
        HttpClient client = client(QUESTIONS);
        // Who follows a log stays: with connections of their own they hold up nobody's question.
        HttpClient logs = client(LOGS);
        WorkerExecutor worker = vertx.createSharedWorkerExecutor("session-manager-manifests", 1);
        shutdown.add("worker", worker::close);
        SessionApiConfig.Peers peers = config.peers();
        S3Manifests manifests = new S3Manifests(s3, config.manifests().bucket(), task -> run(worker, task));
        return new SessionApi.Peers(
                new IndexerProducts(client, peers.indexer(), peers.token(), config.limits()),
                manifests,
                manifests,
                new IndexedKnowledge(
                        new IndexedRights(vertx, client, peers.indexer(), peers.token()), Clock.systemUTC()),
                new SchedulerPreview(client, peers.scheduler(), peers.token()),
                new AgentLogs(logs),
                new AgentTasks(client));
    }

    /** @param connections to each peer; as many more may wait, for no longer than connecting takes */
    private HttpClient client(int connections) {
        HttpClient client = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout(CONNECT_MS),
                new PoolOptions().setHttp1MaxSize(connections).setMaxWaitQueueSize(connections));
        shutdown.add("client-" + connections, client::close);
        return client;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the task carries its own result
    private static void run(WorkerExecutor worker, Runnable task) {
        worker.executeBlocking(() -> {
            task.run();
            return null;
        });
    }

    private Future<Void> closing(AutoCloseable part) {
        return vertx.executeBlocking(() -> {
            part.close();
            return null;
        });
    }

    private static ConsumerSpec spec() {
        return new ConsumerSpec(
                "sessions",
                ReaderGroup.SESSION_MANAGER.id("", ""),
                READS,
                Optional.empty(),
                FailurePolicy.DEAD_LETTER,
                FailurePolicy.SKIP,
                BATCH);
    }
}
