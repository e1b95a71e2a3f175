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

    /** Ends of runs that could not be written down yet: tried again with every tick. */
    private final Map<RunId, SpecificRecord> unwritten = new LinkedHashMap<>();

    private RunWork work;
    private volatile Optional<String> disk = Optional.empty();
    private volatile boolean ending;
    private volatile boolean leaving;

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
     * @param remembered what the journal has
     * @param past runs that the log says were taken by an agent of this site, whether they are over: only needed when the
     *     journal is new, since then they are lost
     */
    public void begin(Launches launches, String endpoint, List<Held> remembered, Map<RunId, Boolean> past)
            throws IOException {
        this.past.putAll(past);
        work = new RunWork(this, launches, endpoint);
        Map<RunKey, FoundRun> found = new HashMap<>();
        runtime.recover().forEach(run -> found.put(run.key(), run));
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
            } else if (intent instanceof Intent.NewToken out) {
                find(out.id()).filter(Held::live).ifPresent(each -> ports.tokens()
                        .anew(each.placed()));
            } else if (intent instanceof Intent.LetGo letGo) {
                end(letGo.id(), new Held.Stop(Outcome.STOPPED, letGo.reason(), true));
            }
        }
    }

    /** Whatever keeps a run from being taken is its own end, with the reason: the events after it go on. */
    private void accept(Intent.Begin begin) {
        try {
            take(begin);
        } catch (IOException failure) {
            refuse(begin, "The site could not write it down: " + failure.getMessage());
        } catch (RuntimeException fault) {
            refuse(begin, "The agent failed: " + fault);
        }
    }

    private void refuse(Intent.Begin begin, String reason) {
        ports.reports().send(RunId.of(begin.placed()), facts.failed(begin.placed(), reason));
    }

    private void take(Intent.Begin begin) throws IOException {
        Boolean over = past.remove(RunId.of(begin.placed()));
        if (over != null) {
            if (!over) {
                String reason = "the site's agent has lost its memory of it";
                ports.reports().send(RunId.of(begin.placed()), facts.lost(begin.placed(), reason));
            }
            return;
        }
        disk = ports.journal().trouble();
        Optional<String> trouble = trouble();
        if (trouble.isPresent()) {
            refuse(begin, "The site takes nothing now: " + trouble.get());
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
        ports.tokens().ahead(begin.placed());
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

    /**
     * The run is over: the last fact goes to the log, and what is concluded is let go. What cannot be written down now is kept
     * and tried again.
     */
    void over(RunId id, SpecificRecord last) {
        try {
            writeEnd(id, last);
        } catch (IOException full) {
            synchronized (this) {
                unwritten.put(id, last);
            }
        }
    }

    private void writeEnd(RunId id, SpecificRecord last) throws IOException {
        Optional<Held> changed = change(id, each -> each.over(last));
        StartedRun program;
        synchronized (this) {
            unwritten.remove(id);
            program = programs.remove(id);
        }
        if (program != null && !program.end().toCompletableFuture().isDone()) {
            runtime.stop(program.key());
        }
        ports.reports().send(id, last);
        if (changed.flatMap(Held::stop).filter(Held.Stop::concluded).isPresent()) {
            letGo(id);
        }
    }

    /** Why nothing new is taken, as of the last tick, for the offer and for who is refused; empty when all is well. */
    public Optional<String> trouble() {
        int waiting;
        synchronized (this) {
            waiting = unwritten.size();
        }
        return waiting == 0
                ? disk
                : Optional.of(disk.orElse("the disk has failed") + "; " + waiting
                        + (waiting == 1 ? " run's end waits" : " runs' ends wait") + " to be written down");
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

    /** Writes down what could not be, and ends the sessions whose lease has ended. Called every second or so. */
    public void tick() throws IOException {
        Map<RunId, SpecificRecord> again;
        synchronized (this) {
            again = new LinkedHashMap<>(unwritten);
        }
        disk = ports.journal().trouble();
        for (Map.Entry<RunId, SpecificRecord> end : again.entrySet()) {
            writeEnd(end.getKey(), end.getValue());
        }
        Instant now = clock.instant();
        for (Held each : held()) {
            if (each.live()
                    && each.stop().isEmpty()
                    && each.expires().filter(now::isAfter).isPresent()) {
                end(each.id(), new Held.Stop(Outcome.EXPIRED, "its lease has ended", false));
            }
        }
        ports.tokens().tick(held(), id -> program(id).map(StartedRun::key));
    }

    /**
     * Ends what runs because the platform is taken down for good: sessions with a report, a job's task without, since its
     * chunk goes on in the next life. An agent that only stops does not ask for this: its runs go on under their supervisors.
     *
     * @return how many sessions and tasks that were
     */
    public int endAll() throws IOException {
        ending = true;
        int ended = 0;
        for (Held each : held()) {
            Optional<StartedRun> program = program(each.id());
            if (each.live() && (each.session() || program.isPresent())) {
                ended++;
            }
            if (each.live() && each.session()) {
                end(each.id(), new Held.Stop(Outcome.STOPPED, "the platform was taken down", false));
            } else {
                program.ifPresent(running -> runtime.stop(running.key()));
            }
        }
        return ended;
    }

    /** The agent stops, and its runs go on: what fails from here on, because it is interrupted, is nobody's end. */
    public void leave() {
        leaving = true;
    }

    /** How many sessions and programs of jobs there are now. */
    public synchronized int running() {
        return (int) held.values().stream()
                .filter(each -> each.live() && (each.session() || programs.containsKey(each.id())))
                .count();
    }

    /** Whether no program runs any more. */
    public synchronized boolean quiet() {
        return programs.values().stream()
                        .allMatch(each -> each.end().toCompletableFuture().isDone())
                && held.values().stream().noneMatch(each -> each.live() && each.session());
    }

    boolean ending() {
        return ending;
    }

    boolean leaving() {
        return leaving;
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
