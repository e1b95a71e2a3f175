package org.periapsis.embedded.registry;

import java.nio.file.Path;
import java.util.Map;

/**
 * What an embedded schema registry is started with.
 *
 * @param directory where its log of changes lives; made if missing
 * @param port the loopback port, or 0 for any free one
 * @param writers password by name of those who may register; reading is open, schemas are no secret
 */
public record RegistrySettings(Path directory, int port, Map<String, String> writers) {

    public RegistrySettings {
        writers = Map.copyOf(writers);
    }

    @Override
    public String toString() {
        return "RegistrySettings[directory=" + directory + ", port=" + port + ", writers=" + writers.keySet() + "]";
    }
}
