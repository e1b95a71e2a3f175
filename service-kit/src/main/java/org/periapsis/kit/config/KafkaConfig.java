package org.periapsis.kit.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.periapsis.events.registry.RegistryConfig;

/**
 * How a service reaches Kafka and the schema registry.
 *
 * @param bootstrap host:port, comma separated
 * @param user SASL/PLAIN user; empty for a broker without authentication
 * @param tls TLS to the broker
 * @param prefix put before every topic and group; empty for none
 * @param registry base URL of the schema registry
 * @param registryUser basic authentication at the registry; empty for none
 */
public record KafkaConfig(
        String bootstrap,
        Optional<Credentials> user,
        boolean tls,
        String prefix,
        String registry,
        Optional<Credentials> registryUser) {
    private static final Duration REGISTRY_PATIENCE = Duration.ofSeconds(5);

    /** A name and its secret. */
    public record Credentials(String name, Secret password) {}

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
                settings.flag("kafka.tls", false),
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
