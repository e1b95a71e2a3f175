package org.periapsis.ingest.domain.intake;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Writes this site's events. */
@FunctionalInterface
public interface EventLog {
    /**
     * Completes when the log has confirmed all of them.
     *
     * @return their positions, in the order of the facts; failed when any was not confirmed: its fate is unknown then; with {@link NeverTaken}
     *     when that is no use to try again
     */
    CompletionStage<List<String>> publish(List<Fact> facts);

    /** One of the facts is such that the log takes it neither now nor later, as when it is larger than a record can be. */
    final class NeverTaken extends RuntimeException {
        private static final long serialVersionUID = 1;

        public NeverTaken(Throwable cause) {
            super("more is to be said of it than one event can hold", cause);
        }
    }
}
