package org.periapsis.kit.postgres;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.periapsis.kit.config.PostgresConfig;
import org.periapsis.kit.observe.Probe;

/**
 * Asks PostgreSQL on a connection of its own: that all of the pool's are busy is no outage. Also whether the views' tables are
 * there, since nobody may come to read of them for long.
 */
public final class PostgresProbe {
    private static final String GONE = "the tables of its views were dropped: they are made again from the log";
    private static final long PATIENCE_MS = 1_400;

    private final Vertx vertx;
    private final PostgresConfig config;
    private final Supplier<List<ViewStore>> views;
    private final AtomicReference<Pool> connection = new AtomicReference<>();

    private PostgresProbe(Vertx vertx, PostgresConfig config, Supplier<List<ViewStore>> views) {
        this.vertx = vertx;
        this.config = config;
        this.views = views;
    }

    /** @param views told when the table of offsets is gone; asked each time */
    public static Probe of(Vertx vertx, PostgresConfig config, Supplier<List<ViewStore>> views) {
        PostgresProbe probe = new PostgresProbe(vertx, config, views);
        return new Probe("postgres", probe::ask, probe::close);
    }

    private Future<Void> ask() {
        // Asked before: tables that are made for the first time meanwhile were not dropped.
        List<ViewStore> kept = views.get().stream().filter(ViewStore::prepared).toList();
        return opened().query("select " + ViewStore.MADE)
                .execute()
                .timeout(PATIENCE_MS, TimeUnit.MILLISECONDS)
                .onFailure(broken -> close())
                .map(rows -> rows.iterator().next())
                .compose(row -> tables(row, kept));
    }

    /** One that failed is not asked again: it may hang for as long as TCP is patient. */
    private Pool opened() {
        Pool open = connection.get();
        if (open == null) {
            open = PgPools.single(vertx, config);
            connection.set(open);
        }
        return open;
    }

    private static Future<Void> tables(Row row, List<ViewStore> kept) {
        long made = row.getLong(0);
        kept.forEach(view -> view.found(made));
        return made != 0 || kept.isEmpty() ? Future.succeededFuture() : Future.failedFuture(GONE);
    }

    private Future<Void> close() {
        Pool open = connection.getAndSet(null);
        return open == null ? Future.succeededFuture() : open.close();
    }
}
