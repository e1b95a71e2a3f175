package org.periapsis.session.domain.agent;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.periapsis.session.domain.agent.Outputs.TaskResult;

/** The agent's memory on disk, by which its next life goes on. */
public interface Journal {

    /** Everything held when the agent ended, as far as it can be read: each run's last state that is whole. */
    List<Held> load() throws IOException;

    /** What could not be read so far, for people. */
    List<String> damage();

    /** Whether {@link #load} has met a run of which nothing can be read: the log has to tell what was held. */
    boolean forgetful();

    /** Why nothing new is to be taken, such as a full disk; looked up now. */
    Optional<String> trouble();

    /** Writes one run's state whole. */
    void save(Held held) throws IOException;

    /** Adds a task that is done, so that it is not done again. */
    void done(RunId run, TaskResult result) throws IOException;

    /** The tasks that are done. */
    List<TaskResult> done(RunId run) throws IOException;

    /** Forgets a run. */
    void remove(RunId run) throws IOException;
}
