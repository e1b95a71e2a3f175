package org.periapsis.scheduler.domain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.periapsis.events.RunStarted;
import org.periapsis.events.SiteOffered;
import org.periapsis.events.TransferCompleted;

/** All that a scheduler knows from the moment it began to read: the state, and beside it offers, rates and the clock. */
public final class Memory {
    /** Ids of what is over, and of what nobody asked for, that are kept. */
    private static final int REMEMBERED = 100_000;

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
        if (fact.event() instanceof SiteOffered offer) {
            offers.hear(offer, state.held(offer.getSite()), clock.millis(), fact.at(), live);
            rates.offered(offer);
        } else {
            measure(fact.event());
            state.apply(fact);
        }
        heardAt = fact.at().isAfter(heardAt) ? fact.at() : heardAt;
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
