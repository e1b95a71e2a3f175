package org.periapsis.scheduler;

import java.util.concurrent.CompletionStage;
import org.periapsis.kit.service.ServiceMain;

/** The scheduler as a process of its own. */
public final class SchedulerMain {
    private SchedulerMain() {}

    /** @param arguments a configuration file, or nothing: the environment is read too */
    public static void main(String[] arguments) {
        ServiceMain.run("scheduler", arguments, settings -> {
            SchedulerConfig config = SchedulerConfig.of(settings);
            return vertx -> SchedulerApp.start(vertx, config)
                    .onSuccess(SchedulerMain::endsWith)
                    .map(app -> app::stop);
        });
    }

    /** Nothing keeps answering while nothing is decided: the process ends, and its supervisor starts it again. */
    private static void endsWith(SchedulerApp app) {
        CompletionStage<Void> ended = app.ended();
        ended.whenComplete((done, failure) -> {
            if (failure != null) {
                // On a thread of its own: the exit waits for the app to stop, which waits for the loop's thread.
                new Thread(() -> System.exit(1), "scheduler-dead").start();
            }
        });
    }
}
