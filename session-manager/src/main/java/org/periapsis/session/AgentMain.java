package org.periapsis.session;

import org.periapsis.kit.service.Running;
import org.periapsis.kit.service.ServiceMain;

/** A site's agent as a process of its own. */
public final class AgentMain {
    private AgentMain() {}

    /** @param arguments a configuration file, or nothing: the environment is read too */
    public static void main(String[] arguments) {
        ServiceMain.run("agent", arguments, settings -> {
            AgentConfig config = AgentConfig.of(settings).withShippedDatalabs();
            return vertx -> AgentApp.start(vertx, config).map(app -> new Running(app::stop, app.observer()));
        });
    }
}
