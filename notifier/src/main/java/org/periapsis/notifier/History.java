package org.periapsis.notifier;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.util.List;
import java.util.Optional;
import org.periapsis.events.codec.EventCodec;
import org.periapsis.events.topic.ReaderGroup;
import org.periapsis.kit.kafka.ConsumerSpec;
import org.periapsis.kit.kafka.EventConsumer;
import org.periapsis.kit.kafka.FailurePolicy;
import org.periapsis.kit.kafka.KafkaAccess;
import org.periapsis.kit.kafka.KafkaTopicIds;
import org.periapsis.kit.observe.Observer;
import org.periapsis.kit.postgres.AppliedPositions;
import org.periapsis.kit.postgres.PgPools;
import org.periapsis.kit.postgres.PoolMeters;
import org.periapsis.kit.postgres.ViewStore;
import org.periapsis.kit.service.OrderedShutdown;
import org.periapsis.notifier.adapter.http.HistoryRoutes;
import org.periapsis.notifier.adapter.postgres.HistoryView;
import org.periapsis.notifier.adapter.postgres.PgHistory;
import org.periapsis.notifier.domain.LogHistory;
import org.periapsis.notifier.domain.Mentions;
import org.periapsis.notifier.domain.PresentRights;

/** The part of the notifier that knows which events name an id, composed. */
final class History {
    private static final int BATCH = 1_000;

    private final Vertx vertx;
    private final ViewStore store;
    private final Pool pool;
    private final AppliedPositions applied;
    private final String prefix;

    private History(Vertx vertx, ViewStore store, Pool pool, AppliedPositions applied, String prefix) {
        this.vertx = vertx;
        this.store = store;
        this.pool = pool;
        this.applied = applied;
        this.prefix = prefix;
    }

    static ViewStore view(NotifierConfig.History config, KafkaAccess access) {
        return new ViewStore(config.postgres(), HistoryView.NAME, new KafkaTopicIds(access), HistoryView::tables);
    }

    /** Opens the view and begins to read. */
    static Future<History> open(
            Vertx vertx,
            NotifierConfig.History config,
            ViewStore store,
            KafkaAccess access,
            EventCodec codec,
            Observer observer,
            OrderedShutdown shutdown) {
        shutdown.add(
                "history-view",
                () -> vertx.executeBlocking(() -> {
                    store.close();
                    return null;
                }));
        Pool pool = PgPools.open(vertx, config.postgres());
        shutdown.add("history-pool", pool::close);
        shutdown.add("history-pool-meters", PoolMeters.start(vertx, pool, config.postgres(), observer));
        AppliedPositions applied = new AppliedPositions(vertx, pool, HistoryView.NAME);
        return vertx.executeBlocking(() -> {
                    store.prepare();
                    if (config.rebuild()) {
                        HistoryView.empty(config.postgres());
                        store.prepare();
                    }
                    return null;
                })
                .map(done -> {
                    EventConsumer consumer = new EventConsumer(
                            spec(),
                            access,
                            codec,
                            new HistoryView(store, applied, access.prefix()),
                            Optional.of(store),
                            observer);
                    consumer.start();
                    shutdown.addStage("history-consumer", consumer.stopper());
                    return new History(vertx, store, pool, applied, access.prefix());
                });
    }

    HistoryRoutes routes(LogHistory log, PresentRights rights) {
        return new HistoryRoutes(vertx, new PgHistory(pool), log, rights, applied, store::whole, prefix);
    }

    private static ConsumerSpec spec() {
        return new ConsumerSpec(
                HistoryView.NAME,
                ReaderGroup.NOTIFIER.id("", ""),
                List.copyOf(Mentions.TOPICS),
                Optional.empty(),
                FailurePolicy.DEAD_LETTER,
                FailurePolicy.SKIP,
                BATCH);
    }
}
