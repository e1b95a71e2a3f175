package org.periapsis.kit.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.periapsis.events.registry.RegistryConfig;

/**
 * How a service reaches Kafka and the schema registry.
 *
 * @param bootstrap host:port, comma separated
 * @param user SASL user; empty for a broker without authentication
 * @param transport how the connection is kept safe
 * @param prefix put before every topic and group; empty for none
 * @param registry base URL of the schema registry
 * @param registryUser basic authentication at the registry; empty for none
 */
public record KafkaConfig(
        String bootstrap,
        Optional<Credentials> user,
        Transport transport,
        String prefix,
        String registry,
        Optional<Credentials> registryUser) {
    private static final Duration REGISTRY_PATIENCE = Duration.ofSeconds(5);

    /** A name and its secret. */
    public record Credentials(String name, Secret password) {}

    /**
     * How the connection to the brokers is kept safe.
     *
     * @param mechanism SASL mechanism of the user: PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512
     * @param authorities PEM file of the authorities that sign the brokers' certificates; empty for the JVM's own
     */
    public record Transport(boolean tls, String mechanism, Optional<String> authorities) {
        private static final List<String> MECHANISMS = List.of("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512");

        public Transport {
            if (!MECHANISMS.contains(mechanism)) {
                throw new ConfigurationError("kafka.mechanism", "is none of " + MECHANISMS + ": " + mechanism);
            }
            if (authorities.isPresent() && !tls) {
                throw new ConfigurationError("kafka.authorities", "has no use without kafka.tls=true");
            }
        }
    }

    /** With SASL/PLAIN, and the JVM's own authorities. */
    public KafkaConfig(
            String bootstrap,
            Optional<Credentials> user,
            boolean tls,
            String prefix,
            String registry,
            Optional<Credentials> registryUser) {
        this(bootstrap, user, new Transport(tls, "PLAIN", Optional.empty()), prefix, registry, registryUser);
    }

    /** @return the same for the registry's client */
    public RegistryConfig registryConfig() {
        return new RegistryConfig(
                List.of(registry.split(",")),
                registryUser.map(user -> user.name() + ":" + user.password().value()),
                REGISTRY_PATIENCE);
    }

    /** Reads the keys under {@code kafka.} and {@code registry.}. */
    public static KafkaConfig of(Settings settings) {
        return new KafkaConfig(
                settings.text("kafka.bootstrap"),
                credentials(settings, "kafka"),
                new Transport(
                        settings.flag("kafka.tls", false),
                        settings.text("kafka.mechanism", "PLAIN"),
                        settings.optional("kafka.authorities")),
                settings.text("kafka.prefix", ""),
                settings.uri("registry.url").toString(),
                credentials(settings, "registry"));
    }

    private static Optional<Credentials> credentials(Settings settings, String part) {
        Optional<String> name = settings.optional(part + ".user");
        Optional<String> password = settings.optional(part + ".password");
        if (name.isPresent() != password.isPresent()) {
            throw new ConfigurationError(part + ".user and " + part + ".password", "must be set together");
        }
        return name.map(n -> new Credentials(n, new Secret(password.orElseThrow())));
    }
}
