package org.periapsis.ingest.domain.intake;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Writes this site's events. */
@FunctionalInterface
public interface EventLog {
    /**
     * Completes when the log has confirmed all of them.
     *
     * @return their positions, in the order of the facts; failed when any was not confirmed: its fate is unknown then
     */
    CompletionStage<List<String>> publish(List<Fact> facts);
}
