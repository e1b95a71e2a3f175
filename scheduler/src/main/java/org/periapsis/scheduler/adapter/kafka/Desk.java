package org.periapsis.scheduler.adapter.kafka;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.periapsis.kit.kafka.FailurePolicy;
import org.periapsis.kit.observe.Observer;
import org.periapsis.kit.observe.ReaderHealth;
import org.periapsis.scheduler.domain.Decision;
import org.periapsis.scheduler.domain.Fact;
import org.periapsis.scheduler.domain.Memory;
import org.periapsis.scheduler.domain.Readings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the memory of the current term: changed by the scheduler's thread, looked at by others in between. */
final class Desk implements Readings {
    /** The consumer's name in metrics and health. */
    static final String NAME = "log";
    /** Decisions written. */
    static final String DECISIONS = "periapsis_scheduler_decisions_total";
    /** Time that one plan takes. */
    static final String PLAN = "periapsis_scheduler_plan_seconds";
    /** Faults that were set aside. */
    static final String FAULTS = "periapsis_scheduler_faults_total";
    /** Records that are set aside and wait for an operator. */
    static final String ASIDE = "periapsis_scheduler_set_aside";
    /** Sessions, jobs and builds that are not over. */
    static final String OPEN = "periapsis_scheduler_open";

    private static final Logger LOG = LoggerFactory.getLogger(Desk.class);
    private static final String HEALTH = "scheduler.leader";

    private final Supplier<Memory> empty;
    private final Observer observer;
    private final ReaderHealth health;
    private final Counter decisions;
    private final Timer planning;
    private final Counter faults;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger aside = new AtomicInteger();
    private Memory memory;

    Desk(Supplier<Memory> empty, Observer observer) {
        this.empty = empty;
        this.observer = observer;
        this.health = observer.reader(NAME);
        this.memory = empty.get();
        this.decisions = Counter.builder(DECISIONS).register(observer.metrics());
        this.planning = Timer.builder(PLAN).register(observer.metrics());
        this.faults = Counter.builder(FAULTS).register(observer.metrics());
        Gauge.builder(ASIDE, aside, AtomicInteger::get).register(observer.metrics());
        Gauge.builder(OPEN, open, AtomicInteger::get).register(observer.metrics());
        observer.check(HEALTH, false, "starting");
    }

    synchronized void begins() {
        memory = empty.get();
        observer.check(HEALTH, false, "reads the log");
    }

    /** @param caughtUp a standby that has read everything answers questions as well as the leader */
    void follows(boolean caughtUp) {
        observer.check(HEALTH, caughtUp, caughtUp ? "stands by" : "reads the log");
    }

    void leads() {
        begin();
        tellLeading();
        LOG.info(
                "event=leading open={}",
                this.<Integer>read(m -> m.state().entities().size()));
    }

    private void tellLeading() {
        int count = aside.get();
        observer.check(HEALTH, true, count == 0 ? "leads" : "leads; set aside: " + count + " (see periapsis dlq list)");
    }

    private synchronized void begin() {
        memory.lead();
    }

    void fails(String why) {
        observer.check(HEALTH, false, why);
        health.waiting(why);
    }

    /** Nothing keeps answering while nothing is decided. */
    void dies(Throwable fault) {
        fails("stopped: " + fault.getMessage());
        observer.died("scheduler", String.valueOf(fault));
    }

    synchronized void hear(List<Fact> facts, boolean live) {
        facts.forEach(fact -> memory.hear(fact, live));
        observer.handled(NAME, facts.size());
        open.set(memory.state().entities().size());
        aside.set(memory.asides());
    }

    /** Something was set aside or taken up again. */
    void asides(List<Fact> facts, int met) {
        hear(facts, true);
        faults.increment(met);
        tellLeading();
    }

    void decided(List<Fact> facts) {
        hear(facts, true);
        decisions.increment(facts.size());
    }

    synchronized void tick(long monotonicMs, boolean caughtUp) {
        memory.tick(monotonicMs, caughtUp);
    }

    synchronized List<Decision> plan(Instant now) {
        try {
            return planning.record(() -> memory.plan(now));
        } catch (RuntimeException fault) {
            throw new Term.CodeFault("planning fails: " + fault.getMessage(), fault);
        }
    }

    void unwritable(UUID entity, String reason, Throwable cause) {
        LOG.error("event=decision-unwritable entity={} reason=\"{}\"", entity, reason, cause);
        synchronized (this) {
            memory.unwritable(entity, reason, cause);
        }
    }

    /** How the reading of the log is; the scheduler's thread says it. */
    ReaderHealth health() {
        return health;
    }

    void refused() {
        observer.refused(NAME, FailurePolicy.DEAD_LETTER);
    }

    @Override
    public synchronized <T> T read(Function<Memory, T> question) {
        return question.apply(memory);
    }
}
