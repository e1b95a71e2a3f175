package org.periapsis.ingest;

import org.periapsis.kit.service.Running;
import org.periapsis.kit.service.ServiceMain;

/** Ingest of one site as a process of its own. */
public final class IngestMain {
    private IngestMain() {}

    /** @param arguments a configuration file, or nothing: the environment is read too */
    public static void main(String[] arguments) {
        ServiceMain.run("ingest", arguments, settings -> {
            IngestConfig config = IngestConfig.of(settings);
            return vertx -> IngestApp.start(vertx, config).map(app -> new Running(app::stop, app.observer()));
        });
    }
}
