package org.periapsis.scheduler.domain;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.periapsis.events.Owner;
import org.periapsis.events.RunStarted;
import org.periapsis.events.SiteOffered;
import org.periapsis.events.TransferCompleted;
import org.periapsis.events.WaitReason;

/** All that a scheduler knows from the moment it began to read: the state, and beside it offers, rates and the clock. */
public final class Memory {
    /** Ids of what is over, and of what nobody asked for, that are kept. */
    private static final int REMEMBERED = 100_000;

    /** People whose requests must fail until it is taken for the code: one alone cannot stop the others. */
    private static final int OWNERS = 3;

    private final Planner planner;
    private final State state;
    private final Offers offers = new Offers();
    private final Rates rates;
    private SilenceClock clock = new SilenceClock();
    private Instant heardAt = Instant.EPOCH;

    public Memory(Planner planner) {
        this.planner = planner;
        this.state = new State(planner.limits().authority());
        this.rates = new Rates(planner.limits().bytesPerS());
    }

    /** @param live false for what was found on the log at start */
    public void hear(Fact fact, boolean live) {
        state.apply(fact);
        try {
            beside(fact, live);
        } catch (RuntimeException fault) {
            state.asides().meet(Fault.of(Optional.empty(), fact.source(), true, fault));
        }
        heardAt = fact.at().isAfter(heardAt) ? fact.at() : heardAt;
    }

    private void beside(Fact fact, boolean live) {
        if (fact.event() instanceof SiteOffered offer) {
            offers.hear(offer, state.held(offer.getSite()), clock.millis(), fact.at(), live);
            rates.offered(offer);
        } else {
            measure(fact.event());
        }
    }

    private void measure(Object event) {
        if (event instanceof TransferCompleted done) {
            rates.measured(done.getSourceSite(), done.getTargetSite(), done.getBytes(), done.getSeconds());
        } else if (event instanceof RunStarted started) {
            // Staging from one other site alone says how fast that site is read.
            String target = started.getRun().getSite();
            state.find(started.getRun().getEntityId())
                    .flatMap(entity -> entity.runFor(started.getRun().getRunId()))
                    .flatMap(run -> run.latest().placement())
                    .map(placement -> placement.sources().stream()
                            .filter(source -> !source.getSite().equals(target))
                            .toList())
                    .filter(others -> others.size() == 1)
                    .ifPresent(others -> rates.measured(
                            others.get(0).getSite(), target, started.getMovedBytes(), started.getStagingS()));
        }
    }

    /** @param caughtUp whether everything that was on the log at the tick before has been read */
    public void tick(long monotonicMs, boolean caughtUp) {
        clock.tick(monotonicMs, caughtUp);
        if (caughtUp) {
            state.forgetBeyond(REMEMBERED);
        }
    }

    /** From here on it decides: a failover restarts the deadlines, whatever a standby has heard before. */
    public void lead() {
        clock = new SilenceClock();
        offers.restart();
    }

    public List<Decision> plan(Instant now) {
        return planner.plan(state, world(now));
    }

    /** A decision about an entity cannot be written to the log. */
    public void unwritable(UUID entity, String reason, Throwable cause) {
        Optional<Source> request = state.find(entity).flatMap(Entity::source);
        state.asides().meet(new Fault(Optional.of(entity), request, false, reason, cause));
    }

    /** @return the open session, job or build that a decision is about */
    public Optional<UUID> entityOf(Decision decision) {
        return Subjects.of(decision.event()).filter(id -> state.find(id).isPresent());
    }

    /** @return faults that were met and are not told in the dead-letter topics yet */
    public List<Fault> faults() {
        return state.asides().unwritten();
    }

    /** @return what an operator wants tried again */
    public List<AsideFact> asked() {
        return state.asides().asked();
    }

    /** @return what tells people that something was set aside; nothing when it is over or not asked for */
    public List<Decision> told(Fault fault) {
        Plan plan = new Plan(planner.limits().authority());
        fault.entity()
                .flatMap(state::find)
                .ifPresent(entity -> plan.waits(
                        entity,
                        Entity.WHOLE,
                        WaitReason.SET_ASIDE,
                        "Set aside for " + fault.reason() + "; an operator can have it tried again",
                        List.of()));
        return plan.decisions();
    }

    /** Whether what was set aside is to be read again, since it could not be applied when it came. */
    public boolean stale() {
        return state.asides().stale();
    }

    /** @return records that are set aside */
    public int asides() {
        return state.asides().size();
    }

    /**
     * Faults of one entity, or of what one person asks for, are set aside; when most of what there is and of several people
     * fails, it is the code.
     *
     * @return why nothing more is to be set aside
     */
    public Optional<String> breaker() {
        Set<UUID> aside = state.asides().entities();
        Set<Owner> owners = new HashSet<>();
        aside.forEach(
                id -> state.find(id).ifPresent(entity -> owners.add(entity.ask().owner())));
        int open = state.entities().size();
        return owners.size() >= OWNERS && 2 * aside.size() > open
                ? Optional.of("deciding fails for " + aside.size() + " of " + open + ", of " + owners.size()
                        + " people: a fault of the code")
                : Optional.empty();
    }

    public Preview preview(Ask ask, Instant now) {
        return planner.preview(ask, state, world(now));
    }

    public List<Queued> queue(Instant now) {
        return Queued.of(state, world(now), planner.limits());
    }

    public World world(Instant now) {
        return new World(offers, rates, now, clock.millis());
    }

    public State state() {
        return state;
    }

    public Offers offers() {
        return offers;
    }

    /** @return time of the newest event that was read; empty when there was none */
    public Optional<Instant> asOf() {
        return heardAt.equals(Instant.EPOCH) ? Optional.empty() : Optional.of(heardAt);
    }
}
