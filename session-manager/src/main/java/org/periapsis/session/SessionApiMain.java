package org.periapsis.session;

import org.periapsis.kit.service.Running;
import org.periapsis.kit.service.ServiceMain;

/** The API role as a process of its own. */
public final class SessionApiMain {
    private SessionApiMain() {}

    /** @param arguments a configuration file, or nothing: the environment is read too */
    public static void main(String[] arguments) {
        ServiceMain.run("session-manager", arguments, settings -> {
            SessionApiConfig config = SessionApiConfig.of(settings);
            return vertx -> SessionApiApp.start(vertx, config).map(app -> new Running(app::stop, app.observer()));
        });
    }
}
