package org.periapsis.scheduler;

import org.periapsis.kit.config.Settings;
import org.periapsis.kit.service.ServiceMain;

/** The scheduler as a process of its own. */
public final class SchedulerMain {
    private SchedulerMain() {}

    /** Reads the environment, starts, and stops in order when told. */
    public static void main(String[] args) {
        SchedulerConfig config = SchedulerConfig.of(Settings.ofEnvironment(System.getenv()));
        ServiceMain.run("scheduler", vertx -> SchedulerApp.start(vertx, config).map(app -> app::stop));
    }
}
