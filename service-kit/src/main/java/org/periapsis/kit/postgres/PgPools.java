package org.periapsis.kit.postgres;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.periapsis.kit.config.PostgresConfig;

/** The pool that requests read with. */
public final class PgPools {
    private static final int WAITING = 500;
    private static final int CONNECT_MS = 3_000;
    /** For a connection: with what a silent database is waited for, a request of two queries is answered in twenty seconds. */
    private static final int WAIT_SECONDS = 8;
    /** No statement is longer than ten seconds. */
    private static final Duration SILENT = Duration.ofSeconds(12);

    private PgPools() {}

    public static Pool open(Vertx vertx, PostgresConfig config) {
        return open(vertx, config, Map.of());
    }

    /** @param settings run-time settings of PostgreSQL for these connections, beside the search path and the time limit */
    public static Pool open(Vertx vertx, PostgresConfig config, Map<String, String> settings) {
        return open(vertx, options(config, settings), config.pool());
    }

    /** For asking whether it is there, whatever the others do. */
    static Pool single(Vertx vertx, PostgresConfig config) {
        return open(vertx, options(config, Map.of()), 1);
    }

    private static Pool open(Vertx vertx, PgConnectOptions options, int most) {
        return PgBuilder.pool()
                .using(vertx)
                .connectingTo(options)
                .with(new NetClientOptions().setConnectTimeout(CONNECT_MS))
                .with(new PoolOptions()
                        .setMaxSize(most)
                        .setMaxWaitQueueSize(WAITING)
                        .setConnectionTimeout(WAIT_SECONDS)
                        .setConnectionTimeoutUnit(TimeUnit.SECONDS))
                .withConnectHandler(connection -> {
                    SilentServer.watch(connection, SILENT);
                    connection.close();
                })
                .build();
    }

    private static PgConnectOptions options(PostgresConfig config, Map<String, String> settings) {
        Map<String, String> properties = new HashMap<>(settings);
        properties.put("search_path", config.schema());
        properties.put("statement_timeout", "10000");
        return new PgConnectOptions()
                .setHost(config.host())
                .setPort(config.port())
                .setDatabase(config.database())
                .setUser(config.user())
                .setPassword(config.password().value())
                .setCachePreparedStatements(true)
                .setProperties(properties);
    }
}
