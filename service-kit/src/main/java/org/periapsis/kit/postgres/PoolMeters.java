package org.periapsis.kit.postgres;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.function.Supplier;
import org.periapsis.kit.config.PostgresConfig;
import org.periapsis.kit.observe.Observer;

/** Tells how many connections a pool has open, and how long a request would wait for one: it asks for one now and then. */
public final class PoolMeters {
    /** Connections that are open. */
    public static final String CONNECTIONS = "periapsis_postgres_connections";
    /** Connections that may be. */
    public static final String MOST = "periapsis_postgres_connections_max";
    /** Seconds until a connection was given out. */
    public static final String WAIT = "periapsis_postgres_wait";

    private static final long EVERY_MS = 5_000;

    private PoolMeters() {}

    /** @return what stops it, before the pool is closed */
    public static Supplier<Future<Void>> start(Vertx vertx, Pool pool, PostgresConfig config, Observer observer) {
        Gauge.builder(CONNECTIONS, pool, Pool::size)
                .description("Open connections to PostgreSQL")
                .register(observer.metrics());
        Gauge.builder(MOST, config, PostgresConfig::pool)
                .description("Connections to PostgreSQL that may be open")
                .strongReference(true)
                .register(observer.metrics());
        Timer wait = Timer.builder(WAIT)
                .description("Seconds until the pool gave out a connection")
                .register(observer.metrics());
        long timer = vertx.setPeriodic(0, EVERY_MS, tick -> ask(pool, wait));
        return () -> {
            vertx.cancelTimer(timer);
            return Future.succeededFuture();
        };
    }

    /** One that is not given out is told by the probe, with the reason. */
    private static void ask(Pool pool, Timer wait) {
        long begin = System.nanoTime();
        pool.getConnection().onSuccess(given -> {
            wait.record(Duration.ofNanos(System.nanoTime() - begin));
            given.close();
        });
    }
}
