package org.periapsis.session.domain.agent;

import java.util.List;
import org.periapsis.events.RunPlaced;
import org.periapsis.events.door.Numbers;
import org.periapsis.session.domain.agent.Inputs.Input;

/** Tells the log how staging goes, and ends it when the run is to end. */
final class StagingReport implements Inputs.Progress {

    private final SiteAgent agent;
    private final RunPlaced placed;
    private final long total;
    private final Pace pace;

    StagingReport(SiteAgent agent, RunPlaced placed, List<Input> inputs) {
        this.agent = agent;
        this.placed = placed;
        this.total = Numbers.sum(inputs.stream().mapToLong(Input::bytes));
        this.pace = new Pace(agent.clock().millis());
        if (total > 0) {
            say(0, 0);
        }
    }

    @Override
    public void at(long bytes) throws StoppedException {
        check();
        long now = agent.clock().millis();
        if (pace.due(now)) {
            say(bytes, pace.tell(now, bytes));
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
