package org.periapsis.scheduler;

import org.periapsis.kit.service.Running;
import org.periapsis.kit.service.ServiceMain;

/** The scheduler as a process of its own. */
public final class SchedulerMain {
    private SchedulerMain() {}

    /** @param arguments a configuration file, or nothing: the environment is read too */
    public static void main(String[] arguments) {
        ServiceMain.run("scheduler", arguments, settings -> {
            SchedulerConfig config = SchedulerConfig.of(settings);
            return vertx -> SchedulerApp.start(vertx, config).map(app -> new Running(app::stop, app.observer()));
        });
    }
}
