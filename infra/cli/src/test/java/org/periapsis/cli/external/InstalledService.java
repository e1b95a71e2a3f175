package org.periapsis.cli.external;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** One service of a release, started as its unit starts it. */
final class InstalledService {
    private final String name;
    private final int port;
    private final OsProcess process;

    /**
     * @param name of the instance, such as ingest-esac
     * @param service its name for the command
     * @param etc directory of settings
     */
    InstalledService(Path release, Path etc, String name, String service, Map<String, String> settings)
            throws IOException {
        this.name = name;
        this.port = Integer.parseInt(settings.get("http.port"));
        Path file = etc.resolve(name + ".properties");
        Properties properties = new Properties();
        properties.putAll(settings);
        try (Writer out = Files.newBufferedWriter(file)) {
            properties.store(out, null);
        }
        this.process = new OsProcess(
                name,
                etc,
                etc.resolve(name + ".log"),
                List.of(release.resolve("periapsis").toString(), "service", service, "--config", file.toString()),
                Map.of("PERIAPSIS_NO_BUILD", "1", "PERIAPSIS_HEAP", "256m", "PERIAPSIS_TIER", "1"));
    }

    String name() {
        return name;
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    OsProcess process() {
        return process;
    }
}
