package org.periapsis.client;

import java.io.InputStream;
import java.util.Map;
import org.periapsis.client.show.Terminal;

/**
 * What a command finds around it.
 *
 * @param in standard input
 */
public record Surroundings(Map<String, String> environment, Terminal terminal, InputStream in) {

    public static Surroundings ofProcess() {
        return new Surroundings(System.getenv(), Terminal.ofProcess(System.getenv()), System.in);
    }
}
