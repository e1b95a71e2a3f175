package org.periapsis.session.domain.agent;

import java.time.Instant;
import java.util.List;
import org.periapsis.events.RunPlaced;
import org.periapsis.session.domain.agent.Inputs.Input;

/** Tells the log once a second how staging goes, and ends it when the run is to end. */
final class StagingReport implements Inputs.Progress {

    private static final long EVERY_MS = 1000;

    private final SiteAgent agent;
    private final RunPlaced placed;
    private final long total;
    private final Instant start;
    private Instant said;

    StagingReport(SiteAgent agent, RunPlaced placed, List<Input> inputs) {
        this.agent = agent;
        this.placed = placed;
        this.total = inputs.stream().mapToLong(Input::bytes).sum();
        this.start = agent.clock().instant();
        this.said = start;
        if (total > 0) {
            say(0, 0);
        }
    }

    @Override
    public void at(long bytes) throws StoppedException {
        check();
        Instant now = agent.clock().instant();
        if (now.toEpochMilli() - said.toEpochMilli() >= EVERY_MS) {
            said = now;
            say(bytes, bytes * 1000.0 / Math.max(1, now.toEpochMilli() - start.toEpochMilli()));
        }
    }

    /** Ends the work when the run was asked to end. */
    void check() throws StoppedException {
        if (agent.find(RunId.of(placed)).flatMap(Held::stop).isPresent()) {
            throw new StoppedException();
        }
    }

    private void say(long bytes, double rate) {
        agent.ports().reports().send(RunId.of(placed), agent.facts().staging(placed, total, bytes, rate));
    }
}
