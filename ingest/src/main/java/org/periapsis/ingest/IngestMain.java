package org.periapsis.ingest;

import org.periapsis.kit.config.Settings;
import org.periapsis.kit.service.ServiceMain;

/** Ingest of one site as a process of its own. */
public final class IngestMain {
    private IngestMain() {}

    /** Reads the environment, starts, and stops in order when told. */
    public static void main(String[] args) {
        IngestConfig config = IngestConfig.of(Settings.ofEnvironment(System.getenv()));
        ServiceMain.run("ingest", vertx -> IngestApp.start(vertx, config).map(app -> app::stop));
    }
}
