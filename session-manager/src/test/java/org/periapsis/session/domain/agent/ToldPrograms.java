package org.periapsis.session.domain.agent;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.periapsis.session.domain.run.FoundRun;
import org.periapsis.session.domain.run.LogChunk;
import org.periapsis.session.domain.run.RunEnd;
import org.periapsis.session.domain.run.RunFolder;
import org.periapsis.session.domain.run.RunKey;
import org.periapsis.session.domain.run.RunSpec;
import org.periapsis.session.domain.run.RuntimeDescription;
import org.periapsis.session.domain.run.SiteRuntime;
import org.periapsis.session.domain.run.StartedRun;

/** Programs that run until they are told. */
final class ToldPrograms implements SiteRuntime {
    final List<StartedRun> started = new ArrayList<>();
    final List<RunKey> stopped = new ArrayList<>();
    private CompletableFuture<RunEnd> end;
    List<FoundRun> found = List.of();

    void end(RunEnd.Cause cause, int code) {
        end.complete(new RunEnd(cause, code));
    }

    @Override
    public RuntimeDescription describe() {
        return new RuntimeDescription("process", RuntimeDescription.Isolation.SANDBOX, "");
    }

    @Override
    public RunFolder prepare(RunKey key, String owner, List<Path> starters) {
        return folder(key);
    }

    @Override
    public void give(RunKey key, String owner, String token) {}

    @Override
    public RunFolder folder(RunKey key) {
        return RunFolder.below(Path.of("none"));
    }

    @Override
    public StartedRun start(RunSpec spec) {
        end = new CompletableFuture<>();
        started.add(new StartedRun(spec.key(), Optional.empty(), Instant.EPOCH, end));
        return started.get(started.size() - 1);
    }

    @Override
    public boolean answersItself(StartedRun run) {
        return true;
    }

    @Override
    public void stop(RunKey key) {
        stopped.add(key);
    }

    @Override
    public List<FoundRun> recover() {
        return found;
    }

    @Override
    public LogChunk log(RunKey key, long offset, int limit) {
        return new LogChunk(0, "", 0);
    }

    @Override
    public void note(RunKey key, String line) {}

    @Override
    public void discard(RunKey key) {}

    @Override
    public void close() {}
}
