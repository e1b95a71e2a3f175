package org.periapsis.session;

import java.nio.file.Path;
import org.periapsis.kit.OncePerRun;

/** The same agent for all classes that ask for it; none of its runs outlives it. */
final class OneAgent extends OncePerRun<RunningAgent> {
    OneAgent() {
        super(RunningAgent.class);
    }

    @Override
    protected RunningAgent start(Path directory) throws Exception {
        return new RunningAgent(directory);
    }

    @Override
    protected void stop(RunningAgent agent) throws Exception {
        agent.close();
    }
}
