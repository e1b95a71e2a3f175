package org.periapsis.session.domain.agent;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.periapsis.events.Outcome;
import org.periapsis.events.RunExited;
import org.periapsis.session.domain.agent.Inputs.Staged;
import org.periapsis.session.domain.run.FoundRun;
import org.periapsis.session.domain.run.RunKey;
import org.periapsis.session.domain.run.RunNotStartedException;
import org.periapsis.session.domain.run.SiteRuntime;

/** The long part of a run: what sessions and jobs have in common. */
final class RunWork {

    private static final int REASON_BYTES = 2000;

    private final SiteAgent agent;
    private final SessionWork sessions;
    private final JobWork jobs;

    RunWork(SiteAgent agent, Launches launches, String endpoint) {
        this.agent = agent;
        this.sessions = new SessionWork(agent, launches, endpoint);
        this.jobs = new JobWork(agent, launches);
    }

    /** Does a run's work on this thread; whatever fails is the run's end, with its reason. */
    void begin(RunId id) {
        begin(id, Map.of());
    }

    private void begin(RunId id, Map<RunKey, FoundRun> left) {
        Held held = agent.find(id).orElseThrow();
        try {
            switch (held.placed().getEntityKind()) {
                case SESSION -> sessions.run(held);
                case JOB -> jobs.run(held, left);
                default ->
                    throw new RefusedException(
                            "This site cannot do a " + held.placed().getEntityKind());
            }
        } catch (StoppedException stopped) {
            agent.over(id, stopped(agent, id, new Staged(0, 0, 0)));
        } catch (RefusedException | InputsUnavailableException | RunNotStartedException refused) {
            failed(id, refused.getMessage());
        } catch (IOException failure) {
            failed(id, "The site's disk or store failed: " + failure.getMessage());
        } catch (RuntimeException fault) {
            failed(id, "The agent failed: " + fault);
            throw fault;
        } catch (InterruptedException interrupted) {
            // The agent stops: its next life goes on with this run.
            Thread.currentThread().interrupt();
        }
    }

    /** When the agent stops, work that is interrupted may fail in any way: its next life does it again. */
    private void failed(RunId id, String reason) {
        if (!agent.leaving()) {
            agent.over(id, agent.facts().failed(agent.find(id).orElseThrow().placed(), reason));
        }
    }

    /** The fact about a run that was asked to end. */
    static RunExited stopped(SiteAgent agent, RunId id, Staged staged) {
        Held held = agent.find(id).orElseThrow();
        Held.Stop how = held.stop().orElse(new Held.Stop(Outcome.STOPPED, "it was ended", false));
        return agent.facts().exited(held.placed(), how, java.util.Optional.empty(), staged);
    }

    /** Goes on with a run of an earlier life. */
    void resume(Held held, Map<RunKey, FoundRun> found) {
        FoundRun program = held.session() ? found.get(held.id().key(RunKey.SESSION)) : null;
        if (program instanceof FoundRun.Adopted adopted) {
            agent.workers().execute(() -> sessions.watch(held.id(), adopted.run(), new Staged(0, 0, 0)));
        } else if (program instanceof FoundRun.Over over) {
            agent.workers().execute(() -> sessions.ended(held.id(), over.end(), new Staged(0, 0, 0)));
        } else if (held.session() && held.phase() == Held.Phase.READY) {
            agent.over(held.id(), agent.facts().lost(held.placed(), "the site has no trace of it after a restart"));
        } else {
            // A program that still runs belongs to the run from here on: it is ended with it, whatever comes.
            for (FoundRun each : found.values()) {
                if (each instanceof FoundRun.Adopted adopted && of(adopted.key(), held.id())) {
                    agent.started(held.id(), adopted.run());
                }
            }
            agent.workers().execute(() -> begin(held.id(), found));
        }
    }

    private static boolean of(RunKey program, RunId run) {
        return program.run().equals(run.key("x").run()) && program.epoch() == run.epoch();
    }

    /** Removes the folders of a run that is concluded. */
    void discard(RunId id) throws IOException {
        Held held = agent.find(id).orElse(null);
        if (held == null) {
            return;
        }
        for (RunKey key : held.session() ? List.of(id.key(RunKey.SESSION)) : JobWork.keys(held)) {
            agent.runtime().discard(key);
        }
    }

    /** What a program wrote last: mostly what went wrong. */
    static String lastWords(SiteRuntime runtime, RunKey key) throws IOException {
        return LastWords.of(runtime.log(key, -REASON_BYTES, REASON_BYTES).text());
    }
}
