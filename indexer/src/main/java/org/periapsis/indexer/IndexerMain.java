package org.periapsis.indexer;

import org.periapsis.kit.service.Running;
import org.periapsis.kit.service.ServiceMain;

/** The indexer as a process of its own. */
public final class IndexerMain {
    private IndexerMain() {}

    /** @param arguments a configuration file, or nothing: the environment is read too */
    public static void main(String[] arguments) {
        ServiceMain.run("indexer", arguments, settings -> {
            IndexerConfig config = IndexerConfig.of(settings);
            return vertx -> IndexerApp.start(vertx, config).map(app -> new Running(app::stop, app.observer()));
        });
    }
}
