package org.periapsis.session.domain.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.periapsis.session.domain.agent.Outputs.TaskResult;

/** A journal in memory that can be full. */
final class MemoryJournal implements Journal {
    private final Map<RunId, Held> held = new java.util.LinkedHashMap<>();
    boolean full;
    Optional<String> trouble = Optional.empty();

    @Override
    public List<Held> load() {
        return List.copyOf(held.values());
    }

    @Override
    public List<String> damage() {
        return List.of();
    }

    @Override
    public boolean forgetful() {
        return false;
    }

    @Override
    public Optional<String> trouble() {
        return trouble;
    }

    @Override
    public void save(Held state) throws IOException {
        if (full) {
            throw new IOException("No space left on device");
        }
        // As on disk, where a run's name becomes a file's: not every name can.
        assertThat(state.id().key("run").directoryName()).isNotEmpty();
        held.put(state.id(), state);
    }

    @Override
    public void done(RunId run, TaskResult result) {}

    @Override
    public List<TaskResult> done(RunId run) {
        return List.of();
    }

    @Override
    public void remove(RunId run) {
        held.remove(run);
    }
}
