package org.periapsis.notifier;

import org.periapsis.kit.config.Settings;
import org.periapsis.kit.service.ServiceMain;

/** Runs the notifier as a process. */
public final class NotifierMain {
    private NotifierMain() {}

    public static void main(String[] args) {
        NotifierConfig config = NotifierConfig.of(Settings.ofEnvironment(System.getenv()));
        ServiceMain.run("notifier", vertx -> NotifierApp.start(vertx, config).map(app -> app::stop));
    }
}
