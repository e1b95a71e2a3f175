package org.periapsis.notifier;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.util.Optional;
import org.periapsis.events.codec.EventCodec;
import org.periapsis.events.registry.ConfluentSchemaIds;
import org.periapsis.kit.auth.Tokens;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.kit.kafka.KafkaAccess;
import org.periapsis.kit.observe.Observer;
import org.periapsis.kit.service.OrderedShutdown;
import org.periapsis.notifier.adapter.http.EventRoutes;
import org.periapsis.notifier.adapter.http.EventStreams;
import org.periapsis.notifier.adapter.kafka.KafkaLog;
import org.periapsis.notifier.domain.Tail;

/** The notifier: what leaves the log toward people. */
public final class NotifierApp {
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
        Tail tail = new Tail(config.tail());
        EventStreams streams = new EventStreams(tail, observer);
        KafkaLog log = new KafkaLog(access, codec, tail, observer, streams::wake);
        EventRoutes routes = new EventRoutes(vertx, streams, log.history(), access.prefix(), config.limits());
        Tokens tokens =
                Tokens.checking(vertx, config.http().issuer(), config.http().issuerKey());
        Router router = ServiceRoutes.base(vertx, tokens, observer, EventRoutes::problem);

        log.start();
        shutdown.add(
                "registry",
                () -> vertx.executeBlocking(() -> {
                    registry.close();
                    return null;
                }));
        shutdown.add("log", () -> log.stop(vertx));
        return Future.fromCompletionStage(log.begun())
                .compose(begun -> config.history()
                        .map(kept -> History.open(vertx, kept, access, codec, observer, shutdown)
                                .map(history -> Optional.of(history.routes(log.history()))))
                        .orElse(Future.succeededFuture(Optional.empty())))
                .compose(history -> routes.mount(router, history))
                .compose(mounted -> {
                    ServiceRoutes.nothingElse(mounted);
                    return ServiceRoutes.listen(vertx, mounted, config.http());
                })
                .map(server -> {
                    shutdown.add("http", server::close);
                    shutdown.add("streams", () -> {
                        streams.close();
                        return Future.succeededFuture();
                    });
                    return new NotifierApp(shutdown, observer, server.actualPort());
                })
                .recover(failure -> shutdown.close().compose(closed -> Future.failedFuture(failure)));
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
