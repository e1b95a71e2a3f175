package org.periapsis.session.domain.agent;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.periapsis.events.ManifestRef;
import org.periapsis.events.door.Numbers;
import org.periapsis.session.domain.agent.Inputs.Input;
import org.periapsis.session.domain.agent.Inputs.Staged;
import org.periapsis.session.domain.agent.Outputs.Collected;
import org.periapsis.session.domain.agent.Outputs.OutputFile;
import org.periapsis.session.domain.agent.Outputs.TaskResult;
import org.periapsis.session.domain.run.FoundRun;
import org.periapsis.session.domain.run.RunEnd;
import org.periapsis.session.domain.run.RunFolder;
import org.periapsis.session.domain.run.RunKey;
import org.periapsis.session.domain.run.RunNotStartedException;
import org.periapsis.session.domain.run.RunSpec;
import org.periapsis.session.domain.run.StartedRun;

/** A chunk of a job: the command once for each of its inputs, one after the other. */
final class JobWork {

    private final SiteAgent agent;
    private final Launches launches;

    JobWork(SiteAgent agent, Launches launches) {
        this.agent = agent;
        this.launches = launches;
    }

    /** The programs that a chunk may have left. */
    static List<RunKey> keys(Held held) {
        return held.placed().getEntries().stream()
                .flatMap(range -> IntStream.range(range.getFirst(), range.getFirst() + range.getCount())
                        .mapToObj(entry -> held.id().key(part(entry))))
                .toList();
    }

    /** @param left programs of an earlier life of the agent: what still runs is waited for, what was done is not done again */
    void run(Held held, Map<RunKey, FoundRun> left)
            throws RefusedException, InputsUnavailableException, RunNotStartedException, StoppedException, IOException,
                    InterruptedException {
        RunId id = held.id();
        List<Input> inputs = agent.ports().inputs().list(held.placed());
        StagingReport progress = new StagingReport(agent, held.placed(), inputs);
        List<TaskResult> results = new ArrayList<>(agent.ports().journal().done(id));
        Staged staged = new Staged(0, 0, 0);
        boolean first = true;
        long before = 0;
        for (Input input : inputs) {
            if (agent.find(id).flatMap(Held::stop).isPresent()) {
                awaitEnds(id, left);
                break;
            }
            if (results.stream().noneMatch(result -> result.task() == input.entry())) {
                long earlier = before;
                Task task = new Task(held, input, bytes -> progress.at(earlier + bytes));
                results.add(task.run(first, Optional.ofNullable(left.get(id.key(part(input.entry()))))));
                staged = staged.plus(task.staged);
                first = false;
            }
            before = Numbers.plus(before, input.bytes());
        }
        ManifestRef manifest =
                results.isEmpty() ? null : agent.ports().outputs().conclude(id, results);
        Optional<Held.Stop> stop = agent.find(id).flatMap(Held::stop);
        agent.over(id, agent.facts().done(held.placed(), stop, results, manifest, staged));
    }

    private void awaitEnds(RunId id, Map<RunKey, FoundRun> left) throws InterruptedException {
        for (RunKey key : keys(agent.find(id).orElseThrow())) {
            if (left.get(key) instanceof FoundRun.Adopted adopted) {
                ended(adopted.run());
            }
        }
    }

    private static String part(int entry) {
        return "task-" + entry;
    }

    /** One task. */
    private final class Task {

        private final Held held;
        private final Input input;
        private final Inputs.Progress progress;
        private Staged staged = new Staged(0, 0, 0);

        Task(Held held, Input input, Inputs.Progress progress) {
            this.held = held;
            this.input = input;
            this.progress = progress;
        }

        /** What it brought forth. A task that fails has a reason and leaves the others alone. */
        TaskResult run(boolean first, Optional<FoundRun> left)
                throws RefusedException, RunNotStartedException, StoppedException, IOException, InterruptedException {
            if (left.isPresent() && left.get() instanceof FoundRun.Adopted adopted) {
                agent.started(held.id(), adopted.run());
                return collected(ended(adopted.run()));
            }
            if (left.isPresent()
                    && left.get() instanceof FoundRun.Over over
                    && over.end().cause() == RunEnd.Cause.EXITED) {
                return collected(over.end());
            }
            RunId id = held.id();
            RunSpec spec = launches.spec(held, part(input.entry()));
            RunFolder folder = agent.runtime()
                    .prepare(spec.key(), spec.owner(), launches.tools().starters());
            try {
                staged = agent.ports().inputs().stage(List.of(input), folder, progress);
            } catch (InputsUnavailableException unavailable) {
                return done(List.of(), Optional.of(unavailable.getMessage()));
            }
            agent.ports().tokens().before(held.placed(), spec.key());
            StartedRun run = agent.runtime().start(spec);
            agent.started(id, run);
            if (first) {
                agent.ports().reports().send(id, agent.facts().started(held.placed(), staged, part(input.entry())));
            }
            return collected(ended(run));
        }

        private TaskResult collected(RunEnd end) throws StoppedException, IOException, InterruptedException {
            RunKey key = held.id().key(part(input.entry()));
            if (!end.succeeded()) {
                if (agent.ending()) {
                    throw new InterruptedException("the platform is taken down");
                }
                if (agent.find(held.id()).flatMap(Held::stop).isPresent()) {
                    throw new StoppedException();
                }
                String why = end.reason().isEmpty()
                        ? "exit code " + end.exitCode() + ": " + RunWork.lastWords(agent.runtime(), key)
                        : end.reason();
                return done(List.of(), Optional.of(why));
            }
            RunFolder folder = agent.runtime().folder(key);
            try {
                Collected collected = agent.ports()
                        .outputs()
                        .collect(held.id(), input.entry(), folder.out(), () -> agent.find(held.id())
                                .flatMap(Held::stop)
                                .isPresent());
                if (!collected.leftOut().isEmpty()) {
                    agent.runtime().note(key, "not among the outputs: " + String.join("; ", collected.leftOut()));
                }
                return done(collected.files(), Optional.empty());
            } catch (OutputsRefusedException refused) {
                return done(List.of(), Optional.of(refused.getMessage()));
            }
        }

        private TaskResult done(List<OutputFile> files, Optional<String> failure) throws IOException {
            TaskResult result = new TaskResult(input.entry(), List.of(input.productId()), files, failure);
            agent.ports().journal().done(held.id(), result);
            return result;
        }
    }

    private static RunEnd ended(StartedRun run) throws InterruptedException {
        try {
            return run.end().toCompletableFuture().get();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("A run's end is never a failure", impossible);
        }
    }
}
