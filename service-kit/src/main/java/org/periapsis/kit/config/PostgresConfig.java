package org.periapsis.kit.config;

/**
 * How a service reaches its part of PostgreSQL.
 *
 * @param schema the service's own schema; its role's search_path
 * @param pool connections for reading
 */
public record PostgresConfig(
        String host, int port, String database, String user, Secret password, String schema, int pool) {

    /** Reads the keys under {@code postgres.}. */
    public static PostgresConfig of(Settings settings) {
        String user = settings.text("postgres.user");
        return new PostgresConfig(
                settings.host("postgres.host"),
                settings.integer("postgres.port", 5432, 1, 65535),
                settings.text("postgres.database", "periapsis"),
                user,
                settings.secret("postgres.password"),
                settings.text("postgres.schema", user),
                settings.integer("postgres.pool", 4, 1, 64));
    }

    public String jdbcUrl() {
        return "jdbc:postgresql://" + host + ":" + port + "/" + database + "?currentSchema=" + schema
                + "&reWriteBatchedInserts=true&connectTimeout=5&socketTimeout=60&tcpKeepAlive=true";
    }

    /** @return the same with so many connections */
    public PostgresConfig withPool(int connections) {
        return new PostgresConfig(host, port, database, user, password, schema, connections);
    }
}
