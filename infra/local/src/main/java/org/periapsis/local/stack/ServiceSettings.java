package org.periapsis.local.stack;

import java.util.Map;
import java.util.TreeMap;
import org.periapsis.embedded.stack.EmbeddedStack;
import org.periapsis.embedded.stack.S3Access;
import org.periapsis.kit.config.KafkaConfig;
import org.periapsis.kit.config.PostgresConfig;
import org.periapsis.kit.config.Settings;

/** Settings of service instances on the embedded parts, under the keys that a deployment of one process a service has. */
public final class ServiceSettings {
    private static final String DRAIN = "PT5S";

    private final EmbeddedStack parts;
    private final String issuer;
    private final String issuerKey;

    /** @param issuerKey PEM */
    public ServiceSettings(EmbeddedStack parts, String issuer, String issuerKey) {
        this.parts = parts;
        this.issuer = issuer;
        this.issuerKey = issuerKey;
    }

    /** Collects settings. */
    public static final class Builder {
        private final Map<String, String> values = new TreeMap<>();

        public Builder with(String key, Object value) {
            values.put(key, String.valueOf(value));
            return this;
        }

        /**
         * As the one instance of the local stack, which comes back under the same name.
         *
         * @param port where it listens; 0 for any
         */
        Builder at(int port) {
            return with("http.port", port).with("instance", "local");
        }

        public Settings settings() {
            return new Settings(values);
        }
    }

    /** A service on the log. */
    public Builder log(String account) {
        KafkaConfig kafka = parts.kafkaConfig(account);
        Builder builder = new Builder()
                .with("kafka.bootstrap", kafka.bootstrap())
                .with("registry.url", kafka.registry())
                .with("issuer.name", issuer)
                .with("issuer.key", issuerKey)
                // Whoever stops a stack of their own sits before it.
                .with("drain.patience", DRAIN);
        kafka.user().ifPresent(user -> builder.with("kafka.user", user.name())
                .with("kafka.password", user.password().value()));
        kafka.registryUser().ifPresent(user -> builder.with("registry.user", user.name())
                .with("registry.password", user.password().value()));
        return builder;
    }

    /** A service on the log with a view in PostgreSQL. */
    public Builder of(String account) {
        PostgresConfig postgres = parts.postgresConfig(account);
        return log(account)
                .with("postgres.host", postgres.host())
                .with("postgres.port", postgres.port())
                .with("postgres.database", postgres.database())
                .with("postgres.user", postgres.user())
                .with("postgres.password", postgres.password().value());
    }

    /** A service on the log with a view and objects. */
    public Builder store(String account) {
        return objects(of(account), account);
    }

    /** An agent: the log and objects, no view. */
    public Builder agent(String account) {
        return objects(log(account), account);
    }

    private Builder objects(Builder builder, String account) {
        S3Access s3 = parts.s3Access(account);
        return builder.with("s3.endpoint", s3.endpoint())
                .with("s3.region", s3.region())
                .with("s3.user", s3.identity())
                .with("s3.secret", s3.secret());
    }
}
