package org.periapsis.portal;

import org.periapsis.kit.config.Settings;
import org.periapsis.kit.service.ServiceMain;

/** Runs the portal as a process, configured by the environment. */
public final class PortalMain {
    private PortalMain() {}

    public static void main(String[] arguments) {
        PortalConfig config = PortalConfig.of(Settings.ofEnvironment(System.getenv()));
        ServiceMain.run("portal", vertx -> PortalApp.start(vertx, config).map(app -> app::stop));
    }
}
