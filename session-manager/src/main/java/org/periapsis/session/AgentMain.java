package org.periapsis.session;

import org.periapsis.kit.config.Settings;
import org.periapsis.kit.service.ServiceMain;

/** Runs a site's agent as a process. */
public final class AgentMain {

    private AgentMain() {}

    public static void main(String[] arguments) {
        AgentConfig config = AgentConfig.of(Settings.ofEnvironment(System.getenv()));
        ServiceMain.run("agent", vertx -> AgentApp.start(vertx, config).map(app -> app::stop));
    }
}
