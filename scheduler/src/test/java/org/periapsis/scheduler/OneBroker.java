package org.periapsis.scheduler;

import java.nio.file.Path;
import org.periapsis.kit.OncePerRun;

/** The same broker with two sites on it for all classes that ask for it. */
final class OneBroker extends OncePerRun<Scene> {
    OneBroker() {
        super(Scene.class);
    }

    @Override
    protected Scene start(Path directory) throws Exception {
        Scene scene = new Scene(new Broker(directory));
        scene.offers();
        return scene;
    }

    @Override
    protected void stop(Scene scene) throws Exception {
        scene.broker().close();
    }
}
