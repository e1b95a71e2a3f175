package org.periapsis.kit.config;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
 * @param instance name of this process, which it keeps when it is started again, and no other of its service has; empty for none:
 *     then what it read is taken over only when it is known to be dead
 */
public record KafkaConfig(
        String bootstrap,
        Optional<Credentials> user,
        Transport transport,
        String prefix,
        String registry,
        Optional<Credentials> registryUser,
        Optional<String> instance) {
    private static final Pattern INSTANCE = Pattern.compile("[A-Za-z0-9._-]{1,100}");

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

    public KafkaConfig {
        if (instance.filter(name -> !INSTANCE.matcher(name).matches()).isPresent()) {
            throw new ConfigurationError("instance", "is not of letters, digits, dots and dashes: " + instance.get());
        }
    }

    /** Of a process without a name. */
    public KafkaConfig(
            String bootstrap,
            Optional<Credentials> user,
            Transport transport,
            String prefix,
            String registry,
            Optional<Credentials> registryUser) {
        this(bootstrap, user, transport, prefix, registry, registryUser, Optional.empty());
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
                settings.peers("kafka.bootstrap"),
                credentials(settings, "kafka"),
                new Transport(
                        settings.flag("kafka.tls", false),
                        settings.text("kafka.mechanism", "PLAIN"),
                        settings.optional("kafka.authorities")),
                settings.text("kafka.prefix", ""),
                settings.uris("registry.url").stream().map(URI::toString).collect(Collectors.joining(",")),
                credentials(settings, "registry"),
                instance(settings.text("instance", "auto"), settings.integer("http.port", 0, 0, 65_535)));
    }

    /** By itself an instance is known by its machine and its port, which no other there has; with any free port by nothing. */
    private static Optional<String> instance(String told, int port) {
        if (told.equals("none") || (told.equals("auto") && port == 0)) {
            return Optional.empty();
        }
        return told.equals("auto") ? host().map(host -> host + "-" + port) : Optional.of(told);
    }

    /** @return empty when the machine does not know its name, or has the one that all have */
    private static Optional<String> host() {
        try {
            return Optional.of(InetAddress.getLocalHost().getHostName())
                    .filter(host -> !host.startsWith("localhost")
                            && INSTANCE.matcher(host).matches());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** The same for a process of this name. */
    public KafkaConfig named(String process) {
        return new KafkaConfig(bootstrap, user, transport, prefix, registry, registryUser, Optional.of(process));
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
