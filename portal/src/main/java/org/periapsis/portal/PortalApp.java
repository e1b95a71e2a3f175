package org.periapsis.portal;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.ext.web.Router;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.periapsis.events.codec.EventCodec;
import org.periapsis.events.registry.ConfluentSchemaIds;
import org.periapsis.events.topic.ReaderGroup;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.auth.IssuerKeySet;
import org.periapsis.kit.auth.Tokens;
import org.periapsis.kit.config.HttpConfig;
import org.periapsis.kit.http.AwaitedParts;
import org.periapsis.kit.http.Listener;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.kit.http.Turns;
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
import org.periapsis.portal.adapter.http.AuthRoutes;
import org.periapsis.portal.adapter.http.BasketRoutes;
import org.periapsis.portal.adapter.http.Credentials;
import org.periapsis.portal.adapter.http.DeviceRoutes;
import org.periapsis.portal.adapter.http.FrontDoor;
import org.periapsis.portal.adapter.http.GrantRoutes;
import org.periapsis.portal.adapter.http.HealthWatch;
import org.periapsis.portal.adapter.http.Identity;
import org.periapsis.portal.adapter.http.LaunchSetRoutes;
import org.periapsis.portal.adapter.http.OpenExchanges;
import org.periapsis.portal.adapter.http.ProgramTokens;
import org.periapsis.portal.adapter.http.RelayClients;
import org.periapsis.portal.adapter.http.RunGrants;
import org.periapsis.portal.adapter.http.RunTokenRoutes;
import org.periapsis.portal.adapter.http.ServiceQuestions;
import org.periapsis.portal.adapter.http.SessionEntrance;
import org.periapsis.portal.adapter.http.StatusRoutes;
import org.periapsis.portal.adapter.http.Summaries;
import org.periapsis.portal.adapter.kafka.PortalLog;
import org.periapsis.portal.adapter.postgres.BasketReads;
import org.periapsis.portal.adapter.postgres.DeviceSignInStore;
import org.periapsis.portal.adapter.postgres.GrantStore;
import org.periapsis.portal.adapter.postgres.LaunchSetStore;
import org.periapsis.portal.adapter.postgres.PortalReads;
import org.periapsis.portal.adapter.postgres.PortalView;
import org.periapsis.portal.adapter.postgres.RunTokenStore;
import org.periapsis.portal.adapter.postgres.SessionEntryStore;
import org.periapsis.portal.adapter.postgres.SignInStore;
import org.periapsis.portal.domain.ByteAllowance;
import org.periapsis.portal.domain.HealthBook;
import org.periapsis.portal.domain.PortalCookies;
import org.periapsis.portal.domain.PublicAddress;
import org.periapsis.portal.domain.SessionOrigins;

/** The portal: the thin pages and the one front door. */
public final class PortalApp {
    private static final String NAME = "portal";
    private static final long WATCH_MS = 2_000;
    private static final Duration PRESENT = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final PortalConfig config;
    private final Clock clock = Clock.systemUTC();
    private final OrderedShutdown shutdown = new OrderedShutdown(NAME);
    private final Observer observer = new Observer(NAME, "");
    private Listener server;

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

    /** Health and metrics. */
    public Observer observer() {
        return observer;
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
        LogEnds ends = new LogEnds(vertx, access, List.of(Topic.BASKETS), Optional.empty());
        shutdown.add("log-ends", ends::close);
        PresentView present = new PresentView(ends, applied, store::whole, PRESENT);
        KafkaEventPublisher publisher = new KafkaEventPublisher(vertx, access, codec, "hub", NAME);
        shutdown.add("publisher", publisher::close);
        EventConsumer consumer =
                new EventConsumer(spec(), access, codec, new PortalView(store, applied), Optional.of(store), observer);
        consumer.start();
        shutdown.addStage("consumer", consumer.stopper());
        RelayClients clients = new RelayClients(vertx, config.relay());
        shutdown.add("clients", clients::close);
        HealthBook health = new HealthBook(clock, config.upstreams().services().keySet());
        watch(health);
        return metrics()
                .compose(told -> ServiceRoutes.listen(
                        vertx, router(store, pool, applied, present, publisher, clients, health), config.http()))
                .map(listening -> {
                    server = listening;
                    shutdown.add("http", () -> listening.drain(observer));
                    return null;
                });
    }

    /** For who measures: on a port that no ingress leads to. */
    private Future<Void> metrics() {
        return config.metrics()
                .map(port -> new HttpConfig(
                        config.http().host(),
                        port,
                        "",
                        "",
                        config.http().limits(),
                        config.http().drain()))
                .map(where -> ServiceRoutes.listen(vertx, ServiceRoutes.metrics(vertx, observer), where)
                        .<Void>map(listening -> {
                            shutdown.add("metrics", listening::close);
                            return null;
                        }))
                .orElse(Future.succeededFuture());
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
            ViewStore store,
            Pool pool,
            AppliedPositions applied,
            PresentView present,
            KafkaEventPublisher publisher,
            RelayClients clients,
            HealthBook health) {
        String issuer = config.http().issuer();
        Tokens tokens = Tokens.issuing(
                vertx,
                issuer,
                config.http().issuerKey(),
                config.issuer().privateKey().value());
        SignInStore signIns = new SignInStore(pool);
        PortalReads reads = new PortalReads(pool);
        PortalLog log = new PortalLog(publisher, clock);
        GrantStore grants = new GrantStore(pool);
        RunTokenStore runTokens = new RunTokenStore(pool);
        ServiceQuestions questions = new ServiceQuestions(clients.requests(), health);
        RunGrants runs = new RunGrants(runTokens, questions, config.upstreams().sessions(), tokens, issuer, clock);
        OpenExchanges exchanges = new OpenExchanges();
        long watch = exchanges.watch(vertx, WATCH_MS, open -> good(grants, runs, open));
        shutdown.add("exchanges", () -> {
            vertx.cancelTimer(watch);
            return Future.succeededFuture();
        });
        PublicAddress address = PublicAddress.of(config.url(), config.http().host());
        SessionOrigins origins = config.sessionOrigins();
        PortalCookies cookies = new PortalCookies(origins.secure());
        Identity identity = new Identity(
                new Identity.Stores(signIns, grants, runTokens, reads), runs, tokens, exchanges, address, cookies);
        SessionEntrance sessions = new SessionEntrance(
                origins,
                new SessionEntrance.Desk(identity, new SessionEntryStore(pool), tokens, cookies, clock),
                clients,
                health,
                config.upstreams());
        sessions.start(vertx);
        shutdown.add("sessions", () -> sessions.stop(vertx));
        ProgramTokens programs = new ProgramTokens(grants, reads, tokens, issuer);
        AuthRoutes.Place place =
                new AuthRoutes.Place(issuer, IssuerKeySet.of(config.http().issuerKey()), address);
        FrontDoor.SigningIn auth = new FrontDoor.SigningIn(
                new AuthRoutes(identity, signIns, log, config.issuer().linkSecret(), place, programs),
                new GrantRoutes(identity, grants, runTokens),
                new DeviceRoutes(programs, new DeviceSignInStore(pool), place, clock),
                new RunTokenRoutes(runs));
        Turns reading = new Turns(vertx, BasketRoutes.READING);
        BasketRoutes baskets = new BasketRoutes(
                new BasketReads(pool),
                log,
                applied,
                present,
                store::whole,
                new Summaries(questions, config.upstreams().indexer()),
                reading);
        Router router = ServiceRoutes.front(vertx, tokens, observer, failure -> null);
        sessions.first(router);
        FrontDoor.mount(
                vertx,
                router,
                new FrontDoor.Parts(
                        identity,
                        auth,
                        baskets,
                        new StatusRoutes(health, clock),
                        new LaunchSetRoutes(new LaunchSetStore(pool), clock, config.launchPosts(), reading),
                        new ByteAllowance(clock, config.written()),
                        sessions,
                        clients,
                        health,
                        new Credentials(tokens, clock),
                        address),
                config.upstreams());
        return router;
    }

    /** @return what of that on which open answers rest still holds */
    private static Future<Set<UUID>> good(GrantStore grants, RunGrants runs, Collection<UUID> open) {
        return Future.all(grants.good(open), runs.good(open)).map(both -> {
            Set<UUID> good = new HashSet<>(both.<Set<UUID>>resultAt(0));
            good.addAll(both.<Set<UUID>>resultAt(1));
            return good;
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
                "view",
                ReaderGroup.PORTAL.id("", ""),
                List.of(Topic.ACCOUNTS, Topic.BASKETS),
                Optional.empty(),
                FailurePolicy.DEAD_LETTER,
                FailurePolicy.SKIP,
                500);
    }
}
