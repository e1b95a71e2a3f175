package org.periapsis.portal;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.Router;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.periapsis.events.codec.EventCodec;
import org.periapsis.events.registry.ConfluentSchemaIds;
import org.periapsis.events.topic.ReaderGroup;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.auth.Tokens;
import org.periapsis.kit.http.AwaitedParts;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.kit.kafka.ConsumerSpec;
import org.periapsis.kit.kafka.EventConsumer;
import org.periapsis.kit.kafka.FailurePolicy;
import org.periapsis.kit.kafka.KafkaAccess;
import org.periapsis.kit.kafka.KafkaEventPublisher;
import org.periapsis.kit.kafka.KafkaProbe;
import org.periapsis.kit.kafka.KafkaTopicIds;
import org.periapsis.kit.kafka.RegistryProbe;
import org.periapsis.kit.observe.Observer;
import org.periapsis.kit.observe.PartsWatch;
import org.periapsis.kit.postgres.AppliedPositions;
import org.periapsis.kit.postgres.PgPools;
import org.periapsis.kit.postgres.PoolMeters;
import org.periapsis.kit.postgres.PostgresProbe;
import org.periapsis.kit.postgres.ViewStore;
import org.periapsis.kit.service.OrderedShutdown;
import org.periapsis.portal.adapter.http.AuthRoutes;
import org.periapsis.portal.adapter.http.BasketRoutes;
import org.periapsis.portal.adapter.http.DeviceRoutes;
import org.periapsis.portal.adapter.http.FrontDoor;
import org.periapsis.portal.adapter.http.HealthWatch;
import org.periapsis.portal.adapter.http.Identity;
import org.periapsis.portal.adapter.http.LaunchSetRoutes;
import org.periapsis.portal.adapter.http.ServiceQuestions;
import org.periapsis.portal.adapter.http.StatusRoutes;
import org.periapsis.portal.adapter.http.Summaries;
import org.periapsis.portal.adapter.kafka.PortalLog;
import org.periapsis.portal.adapter.postgres.BasketReads;
import org.periapsis.portal.adapter.postgres.DeviceSignInStore;
import org.periapsis.portal.adapter.postgres.LaunchSetStore;
import org.periapsis.portal.adapter.postgres.PortalReads;
import org.periapsis.portal.adapter.postgres.PortalView;
import org.periapsis.portal.adapter.postgres.SignInStore;
import org.periapsis.portal.domain.HealthBook;

/** The portal: the thin pages and the one front door. */
public final class PortalApp {
    private static final String NAME = "portal";
    private static final int UPSTREAM_CONNECTIONS = 2_000;
    private static final int CLOSING_SECONDS = 5;
    private static final long WATCH_MS = 2_000;

    private final Vertx vertx;
    private final PortalConfig config;
    private final Clock clock = Clock.systemUTC();
    private final OrderedShutdown shutdown = new OrderedShutdown(NAME);
    private final Observer observer = new Observer(NAME, "");
    private HttpServer server;

    private PortalApp(Vertx vertx, PortalConfig config) {
        this.vertx = vertx;
        this.config = config;
    }

    /** Starts; what was opened is closed again when the start fails. */
    public static Future<PortalApp> start(Vertx vertx, PortalConfig config) {
        PortalApp app = new PortalApp(vertx, config);
        return app.open().map(app).recover(failure -> app.stop().transform(stopped -> Future.failedFuture(failure)));
    }

    public int port() {
        return server.actualPort();
    }

    public Future<Void> stop() {
        return shutdown.close();
    }

    private Future<Void> open() {
        KafkaAccess access = new KafkaAccess(config.kafka(), NAME);
        ConfluentSchemaIds registry = new ConfluentSchemaIds(config.kafka().registryConfig());
        shutdown.add("registry", () -> closing(registry));
        EventCodec codec = new EventCodec(registry);
        ViewStore store =
                new ViewStore(config.postgres(), PortalView.NAME, new KafkaTopicIds(access), PortalView::tables);
        shutdown.add("view", () -> closing(store));
        PartsWatch parts = new PartsWatch(
                vertx,
                observer,
                NAME,
                List.of(
                        PostgresProbe.of(vertx, config.postgres(), () -> List.of(store)),
                        KafkaProbe.of(vertx, access),
                        RegistryProbe.of(vertx, config.kafka())));
        shutdown.add("parts", parts::stop);
        return AwaitedParts.all(vertx, observer, config.http(), NAME, parts)
                .compose(there -> vertx.executeBlocking(() -> {
                    store.prepare();
                    return null;
                }))
                .compose(done -> serve(access, codec, store));
    }

    private Future<Void> serve(KafkaAccess access, EventCodec codec, ViewStore store) {
        Pool pool = PgPools.open(vertx, config.postgres());
        shutdown.add("pool", pool::close);
        shutdown.add("pool-meters", PoolMeters.start(vertx, pool, config.postgres(), observer));
        AppliedPositions applied = new AppliedPositions(vertx, pool, PortalView.NAME);
        KafkaEventPublisher publisher = new KafkaEventPublisher(vertx, access, codec, "hub", NAME);
        shutdown.add("publisher", publisher::close);
        EventConsumer consumer =
                new EventConsumer(spec(), access, codec, new PortalView(store, applied), Optional.of(store), observer);
        consumer.start();
        shutdown.addStage("consumer", consumer.stopper());
        HttpClient client = vertx.createHttpClient(
                new HttpClientOptions().setDecompressionSupported(false),
                new PoolOptions().setHttp1MaxSize(UPSTREAM_CONNECTIONS));
        shutdown.add("client", client::close);
        HealthBook health = new HealthBook(clock, config.upstreams().services().keySet());
        watch(health);
        return ServiceRoutes.listen(vertx, router(pool, applied, publisher, client, health), config.http())
                .map(listening -> {
                    server = listening;
                    // Somebody who does not read what was sent to them keeps nobody from leaving.
                    shutdown.add("http", () -> listening.close().timeout(CLOSING_SECONDS, TimeUnit.SECONDS));
                    return null;
                });
    }

    /** With connections of its own: a door that is full still sees who is there. */
    private void watch(HealthBook health) {
        HttpClient asking = vertx.createHttpClient();
        HealthWatch watch =
                new HealthWatch(vertx, asking, health, config.upstreams().services());
        watch.start(WATCH_MS);
        shutdown.add("watch", () -> watch.stop().eventually(asking::close));
    }

    private Router router(
            Pool pool, AppliedPositions applied, KafkaEventPublisher publisher, HttpClient client, HealthBook health) {
        String issuer = config.http().issuer();
        Tokens tokens = Tokens.issuing(
                vertx,
                issuer,
                config.http().issuerKey(),
                config.issuer().privateKey().value());
        SignInStore signIns = new SignInStore(pool);
        PortalReads reads = new PortalReads(pool);
        PortalLog log = new PortalLog(publisher, clock);
        Identity identity = new Identity(signIns, reads, tokens, issuer);
        AuthRoutes.Place place = new AuthRoutes.Place(issuer, config.http().issuerKey(), config.url());
        AuthRoutes auth = new AuthRoutes(
                identity,
                signIns,
                log,
                config.issuer().linkSecret(),
                place,
                new DeviceRoutes(identity, new DeviceSignInStore(pool), place));
        ServiceQuestions questions = new ServiceQuestions(client, health);
        BasketRoutes baskets = new BasketRoutes(
                new BasketReads(pool),
                log,
                applied,
                new Summaries(questions, config.upstreams().indexer()));
        Router router = ServiceRoutes.base(vertx, tokens, observer, failure -> null);
        FrontDoor.mount(
                router,
                new FrontDoor.Parts(
                        identity,
                        auth,
                        baskets,
                        new StatusRoutes(health, clock),
                        new LaunchSetRoutes(new LaunchSetStore(pool), clock, config.launchPosts()),
                        client,
                        health),
                config.upstreams());
        return router;
    }

    private Future<Void> closing(AutoCloseable part) {
        return vertx.executeBlocking(() -> {
            part.close();
            return null;
        });
    }

    private static ConsumerSpec spec() {
        return new ConsumerSpec(
                "view",
                ReaderGroup.PORTAL.id("", ""),
                List.of(Topic.ACCOUNTS, Topic.BASKETS),
                Optional.empty(),
                FailurePolicy.DEAD_LETTER,
                FailurePolicy.SKIP,
                500);
    }
}
