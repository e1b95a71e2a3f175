package org.periapsis.session;

import org.periapsis.kit.config.Settings;
import org.periapsis.kit.service.ServiceMain;

/** The API role as a process of its own. */
public final class SessionApiMain {
    private SessionApiMain() {}

    public static void main(String[] args) {
        Settings settings = Settings.ofEnvironment(System.getenv());
        SessionApiConfig config = SessionApiConfig.of(settings);
        settings.done();
        ServiceMain.run(
                "session-manager", vertx -> SessionApiApp.start(vertx, config).map(app -> app::stop));
    }
}
