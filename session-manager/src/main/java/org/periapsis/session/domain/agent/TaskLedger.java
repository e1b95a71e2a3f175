package org.periapsis.session.domain.agent;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.periapsis.session.domain.agent.Outputs.TaskResult;

/**
 * How the tasks of job runs at this site have ended: from the journal while a run is held, from its output manifest when it is
 * not. Methods block.
 */
public final class TaskLedger {

    private final SiteAgent agent;
    private final Journal journal;
    private final Outputs outputs;

    public TaskLedger(SiteAgent agent, Journal journal, Outputs outputs) {
        this.agent = agent;
        this.journal = journal;
        this.outputs = outputs;
    }

    /** The tasks that are over, of every run of a job that is held here. */
    public Map<RunId, List<TaskResult>> held(UUID job) throws IOException {
        List<RunId> runs = new ArrayList<>();
        for (Held held : agent.held()) {
            if (held.id().entity().equals(job) && !held.session()) {
                runs.add(held.id());
            }
        }
        Map<RunId, List<TaskResult>> tasks =
                new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
        for (RunId run : runs) {
            tasks.put(run, journal.done(run));
        }
        return tasks;
    }

    /** The tasks of one run, also of one that was let go; empty when this site knows nothing of it. */
    public Optional<List<TaskResult>> of(RunId run) throws IOException {
        if (agent.find(run).isPresent()) {
            List<TaskResult> done = journal.done(run);
            // Between the two it may have been let go.
            if (!done.isEmpty() || agent.find(run).isPresent()) {
                return Optional.of(done);
            }
        }
        return outputs.concluded(run);
    }
}
