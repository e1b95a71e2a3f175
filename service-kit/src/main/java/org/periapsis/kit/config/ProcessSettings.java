package org.periapsis.kit.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/**
 * The settings of a process: a file of {@code key=value} lines (Java properties, UTF-8), and the environment over it. The file
 * is named by the only argument or by {@code PERIAPSIS_CONFIG}. A key that ends in {@code .file} names a file that holds the
 * value, for secrets and keys that are mounted: {@code kafka.password.file=/run/secrets/kafka}.
 */
public final class ProcessSettings {
    private static final String CONFIG = Settings.ENV_PREFIX + "CONFIG";
    private static final String FILE = ".file";

    /** Variables that are for the command, its script and its client, and no settings of a service. */
    private static final Set<String> OF_THE_COMMAND = Set.of(
            CONFIG,
            Settings.ENV_PREFIX + "NO_BUILD",
            Settings.ENV_PREFIX + "HEAP",
            Settings.ENV_PREFIX + "TIER",
            Settings.ENV_PREFIX + "JAVA_OPTS",
            Settings.ENV_PREFIX + "DIR",
            Settings.ENV_PREFIX + "PORT",
            Settings.ENV_PREFIX + "DEBUG",
            Settings.ENV_PREFIX + "SERVER",
            Settings.ENV_PREFIX + "TOKEN",
            Settings.ENV_PREFIX + "TOKEN_FILE");

    private ProcessSettings() {}

    /** @throws ConfigurationError when a file cannot be read, or a value is given twice */
    public static Settings of(Map<String, String> environment, String... arguments) {
        if (arguments.length > 1) {
            throw new ConfigurationError("arguments", "are too many: give one configuration file, or none");
        }
        Map<String, String> values = new TreeMap<>();
        String file = arguments.length == 1 ? arguments[0] : environment.getOrDefault(CONFIG, "");
        if (!file.isBlank()) {
            values.putAll(read(arguments.length == 1 ? "the command line" : CONFIG, Path.of(file)));
        }
        Map<String, String> overriding = new TreeMap<>(environment);
        overriding.keySet().removeAll(OF_THE_COMMAND);
        Map<String, String> set = Settings.environment(overriding);
        // A value of the environment goes over either way of giving it in the file.
        set.keySet().forEach(key -> {
            values.remove(key.endsWith(FILE) ? key.substring(0, key.length() - FILE.length()) : key + FILE);
        });
        values.putAll(set);
        return new Settings(resolved(values));
    }

    /** @param from who names the file */
    private static Map<String, String> read(String from, Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigurationError(from, "names a file that cannot be read: " + file + ": " + e, e);
        }
        Map<String, String> values = new TreeMap<>();
        properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
        return values;
    }

    private static Map<String, String> resolved(Map<String, String> values) {
        Map<String, String> resolved = new TreeMap<>();
        values.forEach((key, value) -> {
            if (!key.endsWith(FILE)) {
                resolved.put(key, value);
                return;
            }
            String name = key.substring(0, key.length() - FILE.length());
            if (values.containsKey(name)) {
                throw new ConfigurationError(name, "is given twice: by itself and by " + key);
            }
            try {
                resolved.put(name, Files.readString(Path.of(value)).strip());
            } catch (IOException e) {
                throw new ConfigurationError(key, "names a file that cannot be read: " + value, e);
            }
        });
        return resolved;
    }
}
