package org.periapsis.session.domain.agent;

import java.io.IOException;
import java.util.List;
import org.periapsis.session.domain.agent.Outputs.TaskResult;

/** The agent's memory on disk, by which its next life goes on. */
public interface Journal {

    /** Everything held when the agent ended. */
    List<Held> load() throws IOException;

    /** Writes one run's state whole. */
    void save(Held held) throws IOException;

    /** Adds a task that is done, so that it is not done again. */
    void done(RunId run, TaskResult result) throws IOException;

    /** The tasks that are done. */
    List<TaskResult> done(RunId run) throws IOException;

    /** Forgets a run. */
    void remove(RunId run) throws IOException;
}
