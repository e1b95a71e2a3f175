package org.periapsis.notifier;

import org.periapsis.kit.service.Running;
import org.periapsis.kit.service.ServiceMain;

/** The notifier as a process of its own. */
public final class NotifierMain {
    private NotifierMain() {}

    /** @param arguments a configuration file, or nothing: the environment is read too */
    public static void main(String[] arguments) {
        ServiceMain.run("notifier", arguments, settings -> {
            NotifierConfig config = NotifierConfig.of(settings);
            return vertx -> NotifierApp.start(vertx, config).map(app -> new Running(app::stop, app.observer()));
        });
    }
}
