package org.periapsis.kit.config;

import java.net.URI;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads configuration once, by key, and refuses what nobody asked for. Keys are dotted lower case, such as
 * {@code kafka.bootstrap}; in the environment {@code PERIAPSIS_KAFKA_BOOTSTRAP}. Not thread-safe: used at start only.
 */
public final class Settings {
    /** What every environment variable of ours begins with. */
    public static final String ENV_PREFIX = "PERIAPSIS_";

    private final Map<String, String> values;
    private final Set<String> asked = new HashSet<>();

    public Settings(Map<String, String> values) {
        this.values = new TreeMap<>(values);
    }

    /** @return the settings in environment variables that begin with {@link #ENV_PREFIX} */
    public static Settings ofEnvironment(Map<String, String> environment) {
        return new Settings(environment(environment));
    }

    /** The keys that environment variables set. */
    static Map<String, String> environment(Map<String, String> environment) {
        Map<String, String> values = new TreeMap<>();
        environment.forEach((name, value) -> {
            if (name.startsWith(ENV_PREFIX)) {
                values.put(
                        name.substring(ENV_PREFIX.length())
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '.'),
                        value);
            }
        });
        return values;
    }

    public Optional<String> optional(String key) {
        asked.add(key);
        return Optional.ofNullable(values.get(key)).filter(v -> !v.isBlank());
    }

    /** @throws ConfigurationError when the key is missing */
    public String text(String key) {
        return optional(key).orElseThrow(() -> new ConfigurationError(key, "is missing: set it"));
    }

    public String text(String key, String otherwise) {
        return optional(key).orElse(otherwise);
    }

    public Secret secret(String key) {
        return new Secret(text(key));
    }

    public List<String> list(String key, List<String> otherwise) {
        return optional(key).map(v -> List.of(v.trim().split("\\s*,\\s*"))).orElse(otherwise);
    }

    /** @throws ConfigurationError when the value is no whole number in the range */
    public int integer(String key, int otherwise, int min, int max) {
        return optional(key)
                .map(v -> {
                    try {
                        int number = Integer.parseInt(v);
                        if (number >= min && number <= max) {
                            return number;
                        }
                    } catch (NumberFormatException e) {
                        throw new ConfigurationError(key, "is not a whole number: " + v, e);
                    }
                    throw new ConfigurationError(key, "is not between " + min + " and " + max + ": " + v);
                })
                .orElse(otherwise);
    }

    /** @throws ConfigurationError when the value is no ISO 8601 duration such as PT30S */
    public Duration duration(String key, Duration otherwise) {
        return optional(key)
                .map(v -> {
                    try {
                        return Duration.parse(v);
                    } catch (DateTimeParseException e) {
                        throw new ConfigurationError(key, "is not an ISO 8601 duration such as PT30S: " + v, e);
                    }
                })
                .orElse(otherwise);
    }

    public boolean flag(String key, boolean otherwise) {
        return optional(key)
                .map(v -> switch (v) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw new ConfigurationError(key, "is neither true nor false: " + v);
                })
                .orElse(otherwise);
    }

    /** @throws ConfigurationError when the value is no address of a web server */
    public URI uri(String key) {
        return Addresses.web(key, text(key));
    }

    /** @throws ConfigurationError when the value is set, and no address of a web server */
    public Optional<URI> optionalUri(String key) {
        return optional(key).map(v -> Addresses.web(key, v));
    }

    /** @throws ConfigurationError when one, of several with commas, is no address of a web server */
    public List<URI> uris(String key) {
        text(key);
        return list(key, List.of()).stream().map(v -> Addresses.web(key, v)).toList();
    }

    /**
     * The addresses of web servers below a prefix, see {@link #under}.
     *
     * @throws ConfigurationError when one is no such address
     */
    public Map<String, URI> urisUnder(String prefix) {
        Map<String, URI> found = new TreeMap<>();
        under(prefix).forEach((key, value) -> found.put(key, Addresses.web(prefix + key, value)));
        return found;
    }

    /** @throws ConfigurationError when the value is neither a name of a machine nor its address, without a port */
    public String host(String key) {
        return Addresses.host(key, text(key));
    }

    /** @throws ConfigurationError when the value is not of {@code host:port}, several with commas */
    public String peers(String key) {
        text(key);
        return list(key, List.of()).stream().map(v -> Addresses.peer(key, v)).collect(Collectors.joining(","));
    }

    /** @return every set key that begins with the prefix, without the prefix; marks them as asked for */
    public Map<String, String> under(String prefix) {
        Map<String, String> found = new TreeMap<>();
        values.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                asked.add(key);
                found.put(key.substring(prefix.length()), value);
            }
        });
        return found;
    }

    /** @throws ConfigurationError when a key was set that nobody asked for */
    public void done() {
        Set<String> unknown = new TreeSet<>(values.keySet());
        unknown.removeAll(asked);
        if (!unknown.isEmpty()) {
            throw new ConfigurationError(
                    String.join(", ", unknown), "is not a key of this service; known: " + new TreeSet<>(asked));
        }
    }
}
