package org.periapsis.session.domain.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.periapsis.events.Outcome;
import org.periapsis.events.RunPlaced;
import org.periapsis.session.domain.agent.Inputs.Input;
import org.periapsis.session.domain.agent.Inputs.Staged;
import org.periapsis.session.domain.run.Endpoint;
import org.periapsis.session.domain.run.RunEnd;
import org.periapsis.session.domain.run.RunFolder;
import org.periapsis.session.domain.run.RunKey;
import org.periapsis.session.domain.run.RunNotStartedException;
import org.periapsis.session.domain.run.RunSpec;
import org.periapsis.session.domain.run.StartedRun;

/** A session: inputs, start, readiness, end. */
final class SessionWork {

    private final SiteAgent agent;
    private final Launches launches;
    private final String endpoint;

    SessionWork(SiteAgent agent, Launches launches, String endpoint) {
        this.agent = agent;
        this.launches = launches;
        this.endpoint = endpoint;
    }

    void run(Held held)
            throws RefusedException, InputsUnavailableException, RunNotStartedException, StoppedException, IOException,
                    InterruptedException {
        RunId id = held.id();
        RunSpec spec = launches.spec(held, RunKey.SESSION);
        List<Input> inputs = agent.ports().inputs().list(held.placed());
        RunFolder folder = agent.runtime()
                .prepare(spec.key(), spec.owner(), launches.tools().starters());
        StagingReport report = new StagingReport(agent, held.placed(), inputs);
        Staged staged = agent.ports().inputs().stage(inputs, folder, report);
        report.check();
        agent.ports().tokens().before(held.placed(), spec.key());
        StartedRun run = agent.runtime().start(spec);
        agent.ports().reports().send(id, agent.facts().started(held.placed(), staged, process(run)));
        watch(id, run, staged);
    }

    /** What the log says of a program: no path of this machine. */
    private static String process(StartedRun run) {
        return run.endpoint()
                .map(at -> at instanceof Endpoint.Http port ? "port " + port.port() : "a network of its own")
                .orElse("no endpoint");
    }

    /** Sees a program through to readiness and to its end. */
    void watch(RunId id, StartedRun run, Staged staged) {
        Held held = agent.find(id).orElseThrow();
        agent.started(id, run);
        // Handed to the workers by hand: what fails there reaches their handler and is not kept in a future.
        run.end().thenAccept(end -> agent.workers().execute(() -> ended(id, end, staged)));
        agent.ports()
                .readiness()
                .of(run, Launches.basePath(held.placed()), held.token())
                .thenAccept(answers -> agent.workers().execute(() -> answered(id, run, answers)));
    }

    private void answered(RunId id, StartedRun run, boolean answers) {
        Optional<Held> held = agent.find(id).filter(Held::live);
        if (held.isEmpty() || agent.leaving() || run.end().toCompletableFuture().isDone()) {
            return;
        }
        try {
            if (answers) {
                ready(held.get());
            } else {
                agent.end(id, new Held.Stop(Outcome.FAILED, "it did not answer after its start", false));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("The readiness of " + id + " could not be written down", failure);
        } catch (RuntimeException fault) {
            agent.runtime().stop(run.key());
            agent.over(id, agent.facts().failed(held.get().placed(), "The agent failed: " + fault));
            throw fault;
        }
    }

    /** After a restart it is reported again: the agent may have another address. The lease goes on. */
    private void ready(Held held) throws IOException {
        RunPlaced placed = held.placed();
        Instant until = held.expires().orElseGet(() -> agent.clock().instant().plusSeconds(placed.getLeaseS()));
        if (agent.change(held.id(), each -> each.ready(each.expires().orElse(until)))
                .isPresent()) {
            String url = endpoint + Launches.basePath(placed);
            agent.ports().reports().send(held.id(), agent.facts().ready(placed, url, until));
        }
    }

    /** Reports how it ended. */
    void ended(RunId id, RunEnd end, Staged staged) {
        Optional<Held> known = agent.find(id).filter(Held::live);
        if (known.isEmpty() || agent.leaving()) {
            return;
        }
        Held held = known.get();
        SpecificRecord last;
        if (held.stop().isPresent()) {
            last = RunWork.stopped(agent, id, staged);
        } else {
            last = switch (end.cause()) {
                case LEASE_ENDED, LOST -> agent.facts().lost(held.placed(), end.reason());
                case OUT_OF_MEMORY, OVER_DISK, OVER_FILES -> {
                    Held.Stop why = new Held.Stop(Outcome.FAILED, end.reason(), false);
                    yield agent.facts().exited(held.placed(), why, Optional.of(end.exitCode()), staged);
                }
                case EXITED, STOPPED ->
                    agent.facts().exited(held.placed(), how(held, end), Optional.of(end.exitCode()), staged);
            };
        }
        agent.over(id, last);
    }

    private Held.Stop how(Held held, RunEnd end) {
        if (end.cause() == RunEnd.Cause.STOPPED) {
            return new Held.Stop(Outcome.STOPPED, "it was ended while its agent was away", false);
        }
        if (end.exitCode() == 0) {
            return new Held.Stop(Outcome.STOPPED, "it was shut down from within", false);
        }
        String words;
        try {
            words = RunWork.lastWords(agent.runtime(), held.id().key(RunKey.SESSION));
        } catch (IOException unreadable) {
            words = "its log cannot be read: " + unreadable.getMessage();
        }
        return new Held.Stop(Outcome.FAILED, "its program ended with code " + end.exitCode() + ": " + words, false);
    }
}
