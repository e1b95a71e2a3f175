package org.periapsis.ingest;

import java.nio.file.Path;
import org.periapsis.kit.OncePerRun;

/** The same site for all classes that ask for it. */
final class OneSite extends OncePerRun<TestSite> {
    OneSite() {
        super(TestSite.class);
    }

    @Override
    protected TestSite start(Path directory) throws Exception {
        TestSite site = new TestSite(directory);
        site.start();
        return site;
    }

    @Override
    protected void stop(TestSite site) throws Exception {
        site.stop();
        site.close();
    }
}
