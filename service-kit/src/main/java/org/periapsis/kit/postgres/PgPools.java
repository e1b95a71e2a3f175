package org.periapsis.kit.postgres;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.util.HashMap;
import java.util.Map;
import org.periapsis.kit.config.PostgresConfig;

/** The pool that requests read with. */
public final class PgPools {
    private static final int WAITING = 500;

    private PgPools() {}

    public static Pool open(Vertx vertx, PostgresConfig config) {
        return open(vertx, config, Map.of());
    }

    /** @param settings run-time settings of PostgreSQL for these connections, beside the search path and the time limit */
    public static Pool open(Vertx vertx, PostgresConfig config, Map<String, String> settings) {
        Map<String, String> properties = new HashMap<>(settings);
        properties.put("search_path", config.schema());
        properties.put("statement_timeout", "10000");
        PgConnectOptions connect = new PgConnectOptions()
                .setHost(config.host())
                .setPort(config.port())
                .setDatabase(config.database())
                .setUser(config.user())
                .setPassword(config.password().value())
                .setCachePreparedStatements(true)
                .setProperties(properties);
        return PgBuilder.pool()
                .using(vertx)
                .connectingTo(connect)
                .with(new PoolOptions().setMaxSize(config.pool()).setMaxWaitQueueSize(WAITING))
                .build();
    }
}
