package org.periapsis.session.domain.agent;

import java.time.Instant;
import org.periapsis.events.RunPlaced;

/** What an event asks of this agent. */
public sealed interface Intent {

    /** Take the run and start it. */
    record Begin(RunPlaced placed) implements Intent {}

    /** End the run and report so. */
    record End(RunId id, Held.Stop why) implements Intent {}

    /** The session's lease ends then. */
    record Extend(RunId id, Instant until) implements Intent {}

    /** Somebody was put out of the session: the token that they may have copied is to be replaced. */
    record NewToken(RunId id) implements Intent {}

    /** The run is concluded: end it if it still runs, and let go of it. */
    record LetGo(RunId id, String reason) implements Intent {}
}
