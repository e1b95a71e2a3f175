package org.periapsis.portal;

import java.nio.file.Path;
import org.periapsis.kit.OncePerRun;

/** One portal for the classes that leave it as they found it. */
final class OnePortal extends OncePerRun<TestPortal> {
    OnePortal() {
        super(TestPortal.class);
    }

    @Override
    protected TestPortal start(Path directory) throws Exception {
        return new TestPortal(directory);
    }

    @Override
    protected void stop(TestPortal portal) throws Exception {
        portal.close();
    }
}
