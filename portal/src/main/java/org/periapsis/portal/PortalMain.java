package org.periapsis.portal;

import org.periapsis.kit.service.Running;
import org.periapsis.kit.service.ServiceMain;

/** The portal as a process of its own. */
public final class PortalMain {
    private PortalMain() {}

    /** @param arguments a configuration file, or nothing: the environment is read too */
    public static void main(String[] arguments) {
        ServiceMain.run("portal", arguments, settings -> {
            PortalConfig config = PortalConfig.of(settings);
            return vertx -> PortalApp.start(vertx, config).map(app -> new Running(app::stop, app.observer()));
        });
    }
}
