package org.periapsis.indexer;

import org.periapsis.kit.config.Settings;
import org.periapsis.kit.service.ServiceMain;

/** The indexer as a process of its own. */
public final class IndexerMain {
    private IndexerMain() {}

    /** Reads the environment, starts, and stops in order when told. */
    public static void main(String[] args) {
        IndexerConfig config = IndexerConfig.of(Settings.ofEnvironment(System.getenv()));
        ServiceMain.run("indexer", vertx -> IndexerApp.start(vertx, config).map(app -> app::stop));
    }
}
