package org.periapsis.notifier;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.periapsis.events.codec.EventCodec;
import org.periapsis.events.registry.ConfluentSchemaIds;
import org.periapsis.kit.auth.ServiceToken;
import org.periapsis.kit.auth.Tokens;
import org.periapsis.kit.http.AwaitedParts;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.kit.index.IndexedRights;
import org.periapsis.kit.kafka.KafkaAccess;
import org.periapsis.kit.kafka.KafkaProbe;
import org.periapsis.kit.kafka.RegistryProbe;
import org.periapsis.kit.observe.Observer;
import org.periapsis.kit.observe.PartsWatch;
import org.periapsis.kit.observe.Probe;
import org.periapsis.kit.postgres.PostgresProbe;
import org.periapsis.kit.postgres.ViewStore;
import org.periapsis.kit.service.OrderedShutdown;
import org.periapsis.notifier.adapter.http.EventRoutes;
import org.periapsis.notifier.adapter.http.EventStreams;
import org.periapsis.notifier.adapter.index.RecentRights;
import org.periapsis.notifier.adapter.kafka.KafkaLog;
import org.periapsis.notifier.domain.PresentRights;
import org.periapsis.notifier.domain.Tail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The notifier: what leaves the log toward people. */
public final class NotifierApp {
    /** Of the records whose events are kept in memory for those who keep up. */
    private static final long TAIL_BYTES = 16L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(NotifierApp.class);

    private final Observer observer;
    private final OrderedShutdown shutdown;
    private final int port;

    private NotifierApp(OrderedShutdown shutdown, Observer observer, int port) {
        this.observer = observer;
        this.shutdown = shutdown;
        this.port = port;
    }

    /** @return the running service: it listens, and knows where the log ends */
    public static Future<NotifierApp> start(Vertx vertx, NotifierConfig config) {
        OrderedShutdown shutdown = new OrderedShutdown("notifier");
        Observer observer = new Observer("notifier", "");
        KafkaAccess access = new KafkaAccess(config.kafka(), "notifier");
        ConfluentSchemaIds registry = new ConfluentSchemaIds(config.kafka().registryConfig());
        EventCodec codec = new EventCodec(registry);
        Tail tail = new Tail(config.tail(), TAIL_BYTES);
        PresentRights rights = config.index()
                .map(index -> rights(vertx, index, observer, shutdown))
                .orElseGet(NotifierApp::noRights);
        EventStreams streams = new EventStreams(vertx, tail, rights, observer);
        KafkaLog log = new KafkaLog(access, codec, tail, observer, streams::wake);
        EventRoutes routes = new EventRoutes(vertx, streams, log.history(), access.prefix(), config.limits());
        Tokens tokens =
                Tokens.checking(vertx, config.http().issuer(), config.http().issuerKey());
        Router router = ServiceRoutes.base(vertx, tokens, observer, EventRoutes::problem);

        Optional<ViewStore> view = config.history().map(kept -> History.view(kept, access));
        List<Probe> probes =
                new ArrayList<>(List.of(KafkaProbe.of(vertx, access), RegistryProbe.of(vertx, config.kafka())));
        view.ifPresent(kept -> probes.add(
                PostgresProbe.of(vertx, config.history().orElseThrow().postgres(), () -> List.of(kept))));
        PartsWatch parts = new PartsWatch(vertx, observer, "notifier", probes);
        shutdown.add("parts", parts::stop);
        shutdown.add(
                "registry",
                () -> vertx.executeBlocking(() -> {
                    registry.close();
                    return null;
                }));
        return AwaitedParts.all(vertx, observer, config.http(), "notifier", parts)
                .compose(there -> {
                    log.start();
                    shutdown.add("log", () -> log.stop(vertx));
                    return Future.fromCompletionStage(log.begun());
                })
                .compose(begun -> config.history()
                        .map(kept -> History.open(vertx, kept, view.orElseThrow(), access, codec, observer, shutdown)
                                .map(history -> Optional.of(history.routes(log.history(), rights))))
                        .orElse(Future.succeededFuture(Optional.empty())))
                .compose(history -> routes.mount(router, history))
                .compose(mounted -> {
                    ServiceRoutes.nothingElse(mounted);
                    return ServiceRoutes.listen(vertx, mounted, config.http());
                })
                .map(server -> {
                    shutdown.add("http", () -> server.drain(observer));
                    return new NotifierApp(shutdown, observer, server.actualPort());
                })
                .recover(failure -> shutdown.close().compose(closed -> Future.failedFuture(failure)));
    }

    private static PresentRights rights(
            Vertx vertx, NotifierConfig.Index index, Observer observer, OrderedShutdown shutdown) {
        HttpClient client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(8));
        shutdown.add("index", client::close);
        ServiceToken token = new ServiceToken(vertx, observer, index.token(), Clock.systemUTC());
        shutdown.add("token", token::stop);
        token.start();
        return new RecentRights(new IndexedRights(vertx, client, index.url(), index.token()), System::nanoTime);
    }

    private static PresentRights noRights() {
        LOG.warn("event=present-rights-unknown missing=indexer.url");
        return PresentRights.UNKNOWN;
    }

    public int port() {
        return port;
    }

    /** Health and metrics. */
    public Observer observer() {
        return observer;
    }

    public Future<Void> stop() {
        return shutdown.close();
    }
}
