package org.periapsis.session.domain.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;
import org.periapsis.events.Outcome;
import org.periapsis.session.domain.run.FoundRun;
import org.periapsis.session.domain.run.RunKey;
import org.periapsis.session.domain.run.SiteRuntime;
import org.periapsis.session.domain.run.StartedRun;

/**
 * What a site's agent holds, and what it does about events. Every change is on disk before it takes effect, so that a next
 * life goes on from there. Thread-safe; the long work is done on the workers.
 */
public final class SiteAgent {

    private static final int DEPARTED = 500;

    private final Obedience obedience;
    private final Facts facts;
    private final AgentPorts ports;
    private final SiteRuntime runtime;
    private final Executor workers;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<RunId, Held> held = new LinkedHashMap<>();
    private final Map<RunId, StartedRun> programs = new HashMap<>();
    private final Map<RunId, Boolean> past = new ConcurrentHashMap<>();
    /** What was let go lately, since the runtime keeps its logs for a while. */
    private final Map<RunId, Held> departed = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<RunId, Held> eldest) {
            return size() > DEPARTED;
        }
    };

    private RunWork work;
    private volatile boolean closing;

    public SiteAgent(
            Obedience obedience, Facts facts, AgentPorts ports, SiteRuntime runtime, Executor workers, Clock clock) {
        this.obedience = obedience;
        this.facts = facts;
        this.ports = ports;
        this.runtime = runtime;
        this.workers = workers;
        this.clock = clock;
    }

    /**
     * Goes on where an earlier life ended: adopts what still runs, reports what does not, starts what had not been started.
     *
     * @param launches what starts runs
     * @param endpoint this agent's URL, without a slash at the end
     * @param past runs that the log says were taken by an agent of this site, whether they are over: only needed when the
     *     journal is new, since then they are lost
     */
    public void begin(Launches launches, String endpoint, Map<RunId, Boolean> past) throws IOException {
        this.past.putAll(past);
        work = new RunWork(this, launches, endpoint);
        Map<RunKey, FoundRun> found = new HashMap<>();
        runtime.recover().forEach(run -> found.put(run.key(), run));
        List<Held> remembered = ports.journal().load();
        synchronized (this) {
            remembered.forEach(each -> held.put(each.id(), each));
        }
        for (Held each : remembered) {
            if (each.live()) {
                work.resume(each, found);
            } else {
                // The log may not have it yet; its id is derived, so twice is once.
                each.report().ifPresent(last -> ports.reports().send(each.id(), last));
            }
        }
        for (FoundRun run : found.values()) {
            boolean mine = remembered.stream()
                    .anyMatch(each -> run.key().run().equals(each.id().key("x").run())
                            && run.key().epoch() == each.id().epoch());
            if (!mine) {
                runtime.stop(run.key());
            }
        }
    }

    /** Does what the events ask; when it returns, what was taken is on disk. */
    public void handle(SpecificRecord event) throws IOException {
        for (Intent intent : obedience.on(event, held())) {
            if (intent instanceof Intent.Begin begin) {
                accept(begin);
            } else if (intent instanceof Intent.End end) {
                end(end.id(), end.why());
            } else if (intent instanceof Intent.Extend extend) {
                change(extend.id(), each -> each.extended(extend.until()));
            } else if (intent instanceof Intent.LetGo letGo) {
                end(letGo.id(), new Held.Stop(Outcome.STOPPED, letGo.reason(), true));
            }
        }
    }

    private void accept(Intent.Begin begin) throws IOException {
        Boolean over = past.remove(RunId.of(begin.placed()));
        if (over != null) {
            if (!over) {
                String reason = "the site's agent has lost its memory of it";
                ports.reports().send(RunId.of(begin.placed()), facts.lost(begin.placed(), reason));
            }
            return;
        }
        byte[] token = new byte[24];
        random.nextBytes(token);
        Held taken = Held.accepted(begin.placed(), HexFormat.of().formatHex(token));
        ports.journal().save(taken);
        synchronized (this) {
            held.put(taken.id(), taken);
        }
        ports.reports().send(taken.id(), facts.accepted(begin.placed()));
        workers.execute(() -> work.begin(taken.id()));
    }

    /** Ends a run for a reason, or lets go of it when it is over and concluded. */
    void end(RunId id, Held.Stop why) throws IOException {
        Optional<Held> changed = change(id, each -> each.stopping(why));
        if (changed.isEmpty()) {
            return;
        }
        if (changed.get().live()) {
            StartedRun program;
            synchronized (this) {
                program = programs.get(id);
            }
            if (program != null) {
                runtime.stop(program.key());
            }
        } else if (why.concluded()) {
            workers.execute(() -> letGo(id));
        }
    }

    /** A program of the run was started: it is ended at once when the run was asked to end meanwhile. */
    void started(RunId id, StartedRun program) {
        synchronized (this) {
            programs.put(id, program);
        }
        if (find(id).flatMap(Held::stop).isPresent()) {
            runtime.stop(program.key());
        }
    }

    /** The run is over: the last fact goes to the log, and what is concluded is let go. */
    void over(RunId id, SpecificRecord last) {
        try {
            Optional<Held> changed = change(id, each -> each.over(last));
            synchronized (this) {
                programs.remove(id);
            }
            ports.reports().send(id, last);
            if (changed.flatMap(Held::stop).filter(Held.Stop::concluded).isPresent()) {
                letGo(id);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("The end of " + id + " could not be written down", failure);
        }
    }

    private void letGo(RunId id) {
        try {
            work.discard(id);
            ports.journal().remove(id);
        } catch (IOException failure) {
            throw new UncheckedIOException("What is left of " + id + " could not be removed", failure);
        }
        synchronized (this) {
            Held gone = held.remove(id);
            if (gone != null) {
                departed.put(id, gone);
            }
        }
    }

    /** Ends the sessions whose lease has ended. Called every second or so. */
    public void tick() throws IOException {
        Instant now = clock.instant();
        for (Held each : held()) {
            if (each.live()
                    && each.stop().isEmpty()
                    && each.expires().filter(now::isAfter).isPresent()) {
                end(each.id(), new Held.Stop(Outcome.EXPIRED, "its lease has ended", false));
            }
        }
    }

    /**
     * Ends what runs, before the platform stops: sessions with a report, a job's task without, since its chunk goes on in the
     * next life.
     */
    public void close() throws IOException {
        closing = true;
        for (Held each : held()) {
            if (each.live() && each.session()) {
                end(each.id(), new Held.Stop(Outcome.STOPPED, "the platform was stopped", false));
            }
            program(each.id()).ifPresent(program -> runtime.stop(program.key()));
        }
    }

    /** Whether no program runs any more. */
    public synchronized boolean quiet() {
        return programs.values().stream()
                        .allMatch(each -> each.end().toCompletableFuture().isDone())
                && held.values().stream().noneMatch(each -> each.live() && each.session());
    }

    boolean closing() {
        return closing;
    }

    /** Changes a run's state on disk and then here; empty when it is not held. */
    synchronized Optional<Held> change(RunId id, UnaryOperator<Held> step) throws IOException {
        Held before = held.get(id);
        if (before == null) {
            return Optional.empty();
        }
        Held after = step.apply(before);
        ports.journal().save(after);
        held.put(id, after);
        return Optional.of(after);
    }

    /** A run by its name. */
    public synchronized Optional<Held> find(RunId id) {
        return Optional.ofNullable(held.get(id));
    }

    /** All runs that are held. */
    public synchronized List<Held> held() {
        return new ArrayList<>(held.values());
    }

    /** All runs that are held, and those that were let go lately: their logs may still be there. */
    public synchronized List<Held> remembered() {
        List<Held> all = new ArrayList<>(departed.values());
        all.addAll(held.values());
        return all;
    }

    /** The program that serves a session, while it does. */
    public synchronized Optional<StartedRun> program(RunId id) {
        return Optional.ofNullable(programs.get(id));
    }

    Facts facts() {
        return facts;
    }

    AgentPorts ports() {
        return ports;
    }

    SiteRuntime runtime() {
        return runtime;
    }

    Executor workers() {
        return workers;
    }

    Clock clock() {
        return clock;
    }
}
